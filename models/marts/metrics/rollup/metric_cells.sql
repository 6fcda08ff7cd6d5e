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

),

scaled as (

    select
        cells.metric_id,
        cells.grain,
        cells.period_start,
        cells.value_key,
        cells.numerator,
        cells.denominator,
        cells.subjects,
        cells.clusters,
        case
            when metrics.aggregation = 'ratio' then metrics.scale * cells.numerator / cells.denominator
            else metrics.scale * cells.value
        end as value,
        metrics.scale * cells.ci_low as ci_low,
        metrics.scale * cells.ci_high as ci_high,
        metrics.range_low,
        metrics.range_high,
        metrics.aggregation,
        metrics.direction,
        {{ next_period('cells') }} <= metrics.settled_at as is_complete
    from cells
    inner join metrics on cells.metric_id = metrics.metric_id

)

select
    scaled.metric_id,
    scaled.grain,
    scaled.period_start,
    dimension_values.dimension,
    dimension_values.dimension_value,
    scaled.numerator,
    scaled.denominator,
    cast(scaled.subjects as bigint) as subjects,
    cast(scaled.clusters as bigint) as clusters,
    scaled.value,
    {{ lower_bound('scaled.ci_low', 'scaled.value', 'scaled.range_low') }} as ci_low,
    {{ upper_bound('scaled.ci_high', 'scaled.value', 'scaled.range_high') }} as ci_high,
    scaled.aggregation,
    scaled.direction,
    scaled.is_complete

from scaled
inner join dimension_values on scaled.value_key = dimension_values.value_key
