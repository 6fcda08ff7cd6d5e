-- What the roll-up does with each metric model: which sums, in which periods and dimensions, counted in which units.
-- Contributions are added as whole numbers of small units (powers of two), so that their sums are exact and the
-- same whatever the order of the rows; the units are as fine as 62 bits allow for the metric's whole sum.
with

catalog as (

    select * from {{ ref('metric_catalog') }}

),

sizes as (

    select *
    from {{ ref('metric_census') }}
    where metric_id is not null

),

wanted as (

    select
        {% for grain in metric_grains() -%}
        bool_or({{ holds_word('grains', "'" ~ grain ~ "'") }}) as has_{{ grain }},
        {% endfor -%}
        {% for dimension in metric_dimensions() -%}
        bool_or({{ holds_word('dimensions', "'" ~ dimension ~ "'") }}) as has_{{ dimension }},
        {% endfor -%}
        model,
        max(case when aggregation = 'ratio' then metric_id end) as ratio_metric_id,
        max(case when aggregation = 'median' then metric_id end) as median_metric_id,
        max(case when aggregation = 'p90' then metric_id end) as p90_metric_id,
        max(case when aggregation in ('total', 'max', 'distinct', 'balance') then metric_id end) as total_metric_id,
        bool_or(aggregation = 'ratio' and is_binary) as is_binary,
        bool_or(aggregation = 'distinct') as is_distinct,
        bool_or(aggregation = 'balance') as is_balance,
        bool_or(aggregation = 'max') as is_max,
        bool_or(is_snapshot) as is_snapshot
    from catalog
    group by model

)

select
    wanted.*,
    {% for part in ['numerator', 'denominator'] -%}
    case
        when sizes.is_{{ part }}_whole then 1.0
        else power(2.0, 61 - ceil(log2(sizes.{{ part }}_size)))
    end as {{ part }}_units,
    {% endfor -%}
    cast(row_number() over (order by wanted.model) as smallint) as model_key

from wanted
inner join sizes on wanted.model = sizes.metric_id
