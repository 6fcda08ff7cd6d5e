-- Each line of the seed target_owners names what has a target, once.
{{ config(fail_calc=stop_with('reason')) }}

with

owners as (

    select
        *,
        count(*) over (partition by metric_id, dimension, dimension_value) as lines
    from {{ ref('target_owners') }}

),

targets as (

    select distinct
        metric_id,
        dimension,
        dimension_value
    from {{ ref('metric_targets') }}

),

problems as (

    select
        owners.*,
        case
            when targets.metric_id is null then 'no such target; seeds/metric_targets.csv has them all'
            when owners.lines > 1 then 'the target is there twice'
        end as problem
    from owners
    left join targets
        on
            owners.metric_id = targets.metric_id
            and owners.dimension = targets.dimension
            and owners.dimension_value = targets.dimension_value

)

select concat('seeds/target_owners.csv, ', metric_id, ',', dimension, ',', dimension_value, ': ', problem) as reason

from problems
where problem is not null
