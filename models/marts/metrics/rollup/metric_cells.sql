-- All cells of all metrics in their own unit: which dimension value each is of, its bounds held to the metric's
-- range, and whether its period is over.
with

cells as (

    {% for shape in ['ratios', 'quantiles', 'totals', 'balances'] -%}
    select * from {{ ref('metric_' ~ shape) }}
    {% if not loop.last -%}
    union all

    {% endif -%}
    {% endfor %}

),

dimension_values as (

    select distinct
        value_key,
        dimension,
        dimension_value
    from {{ ref('metric_dimension_values') }}

),

metrics as (

    select
        catalog.*,
        {{ to_reporting_time("present.as_of - catalog.look_ahead_days * interval '1' day") }} as settled_at
    from {{ ref('metric_catalog') }} as catalog
    cross join {{ ref('int_as_of') }} as present

)

select
    cells.metric_id,
    cells.grain,
    cells.period_start,
    dimension_values.dimension,
    dimension_values.dimension_value,
    cells.numerator,
    cells.denominator,
    cast(cells.subjects as bigint) as subjects,
    cast(cells.clusters as bigint) as clusters,
    case
        when metrics.aggregation = 'ratio' then metrics.scale * cells.numerator / cells.denominator
        else metrics.scale * cells.value
    end as value,
    case
        when cells.ci_low is not null then greatest(metrics.scale * cells.ci_low, metrics.range_low)
    end as ci_low,
    case
        when cells.ci_high is not null then least(metrics.scale * cells.ci_high, metrics.range_high)
    end as ci_high,
    metrics.aggregation,
    metrics.direction,
    {{ next_period('cells') }} <= metrics.settled_at as is_complete

from cells
inner join dimension_values on cells.value_key = dimension_values.value_key
inner join metrics on cells.metric_id = metrics.metric_id
