-- Each line of the seed metric_targets names a metric, a grain and a cut that exist, and names them once.
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
            when metrics.metric_id is null then 'no such metric'
            when not {{ holds_word('metrics.grains', 'targets.grain') }} then 'the metric has no such grain'
            when not {{ holds_word('metrics.dimensions', 'targets.dimension') }} then 'the metric has no such dimension'
            when targets.dimension = 'all' and targets.dimension_value <> 'all' then 'dimension all has the value all only'
            when metrics.direction = 'neutral' then 'the metric is neutral: neither more nor less of it is better'
            when targets.lines > 1 then 'two targets for one cell from the same day'
        end as problem
    from targets
    left join metrics on targets.metric_id = metrics.metric_id

)

select *

from problems
where problem is not null
