-- What the roll-up does with each metric model that has observations: which sums, in which periods and dimensions.
with

catalog as (

    select * from {{ ref('metric_catalog') }}

),

observed as (

    select metric_id as model
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
    cast(row_number() over (order by wanted.model) as smallint) as model_key

from wanted
inner join observed on wanted.model = observed.model
