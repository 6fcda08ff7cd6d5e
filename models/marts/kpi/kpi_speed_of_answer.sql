-- How long do callers wait until a person answers?
with

answered_calls as (

    select * from {{ ref('fct_calls') }}
    where
        direction = 'inbound'
        and is_answered
        and answered_at is not null
        and wait_seconds is not null

)

select
    call_id as subject_id,
    answered_at as observed_at,
    account_id,
    cluster_id,
    agent_id,
    team_id,
    channel,
    priority,
    complexity,
    product_area,
    cast(null as varchar) as touchpoint,
    cast(wait_seconds as double) as numerator,
    cast(1 as double) as denominator

from answered_calls
