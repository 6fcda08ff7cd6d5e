-- Each line of the seed headline_metrics names a metric that exists, once, at a place of its own.
{{ config(fail_calc=stop_with('reason')) }}

with

headlines as (

    select
        *,
        count(*) over (partition by metric_id) as lines_of_metric,
        count(*) over (partition by position) as lines_at_position
    from {{ ref('headline_metrics') }}

),

problems as (

    select
        headlines.*,
        case
            when metrics.metric_id is null then 'no such metric; metric_catalog has them all'
            when headlines.lines_of_metric > 1 then 'the metric is there twice'
            when headlines.lines_at_position > 1 then 'another metric has the same position'
        end as problem
    from headlines
    left join {{ ref('metric_catalog') }} as metrics on headlines.metric_id = metrics.metric_id

)

select concat('seeds/headline_metrics.csv, ', cast(position as string), ',', metric_id, ': ', problem) as reason

from problems
where problem is not null
