-- Each line of the seed metric_targets names a metric, a grain and a dimension that exist, once, and a value it can take.
{{ config(fail_calc=stop_with('reason')) }}

with

targets as (

    select
        *,
        count(*) over (partition by metric_id, grain, dimension, dimension_value, valid_from) as lines
    from {{ ref('metric_targets') }}

),

metrics as (

    select * from {{ ref('metric_catalog') }}

),

problems as (

    select
        targets.*,
        case
            when metrics.metric_id is null then 'no such metric; metric_catalog has them all'
            when not {{ holds_word('metrics.grains', 'targets.grain') }}
                then 'the metric has no such grain; it has ' || metrics.grains
            when not {{ holds_word('metrics.dimensions', 'targets.dimension') }}
                then 'the metric has no such dimension; it has ' || metrics.dimensions
            when targets.dimension = 'all' and targets.dimension_value <> 'all' then 'dimension all has the value all only'
            when metrics.direction = 'neutral' then 'the metric is neutral: neither more nor less of it is better'
            when targets.target < metrics.range_low or targets.target > metrics.range_high
                then 'the metric never takes that value'
            when targets.lines > 1 then 'two targets for one cell from the same day'
        end as problem
    from targets
    left join metrics on targets.metric_id = metrics.metric_id

)

select
    concat(
        'seeds/metric_targets.csv, ', metric_id, ',', grain, ',', dimension, ',', dimension_value, ',',
        cast(target as string), ',', cast(valid_from as string), ': ', problem
    ) as reason

from problems
where problem is not null
