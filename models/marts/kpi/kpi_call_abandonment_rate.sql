-- How many callers give up before anybody answers?
with

offered_calls as (

    select * from {{ ref('fct_calls') }}
    where is_offered and not is_short_abandon

)

select
    call_id as subject_id,
    queue_ended_at as observed_at,
    account_id,
    cluster_id,
    agent_id,
    team_id,
    channel,
    priority,
    complexity,
    product_area,
    cast(null as varchar) as touchpoint,
    cast(is_abandoned as double) as numerator,
    cast(1 as double) as denominator

from offered_calls
