-- What is each metric to reach, from when to when, by which day, and who answers for it?
with

targets as (

    select * from {{ ref('int_metric_targets') }}

),

owners as (

    select * from {{ ref('int_target_owners') }}

)

select
    targets.metric_id,
    targets.grain,
    targets.dimension,
    targets.dimension_value,
    targets.target,
    targets.valid_from,
    cast(
        lead(targets.valid_from) over (
            partition by targets.metric_id, targets.grain, targets.dimension, targets.dimension_value
            order by targets.valid_from
        ) - interval '1' day as date
    ) as valid_to,
    coalesce(own.owner, company.owner) as owner,
    coalesce(own.due_on, company.due_on) as due_on

from targets
left join owners as own
    on
        targets.metric_id = own.metric_id
        and targets.dimension = own.dimension
        and targets.dimension_value = own.dimension_value
left join owners as company
    on targets.metric_id = company.metric_id and company.dimension = 'all'
