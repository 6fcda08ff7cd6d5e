-- Of the promised first responses, how many came in time?
with

promises as (

    select *
    from {{ ref('fct_sla_targets') }}
    where metric = 'first_response' and is_promise and is_due

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
from promises
