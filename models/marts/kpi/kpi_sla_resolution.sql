-- How often do we solve a ticket as fast as we set out to?
with

due_targets as (

    select * from {{ ref('fct_sla_targets') }}
    where
        is_due
        and metric = 'resolution'

)

select
    sla_target_id as subject_id,
    observed_at,
    account_id,
    cluster_id,
    agent_id,
    team_id,
    channel,
    priority,
    complexity,
    product_area,
    cast(null as varchar) as touchpoint,
    cast(is_kept as double) as numerator,
    cast(1 as double) as denominator

from due_targets
