-- How long does a call keep an agent busy?
with

answered_calls as (

    select * from {{ ref('fct_calls') }}
    where is_answered and handle_seconds is not null

)

select
    call_id as subject_id,
    ended_at as observed_at,
    account_id,
    cluster_id,
    agent_id,
    team_id,
    channel,
    priority,
    complexity,
    product_area,
    cast(null as varchar) as touchpoint,
    cast(handle_seconds as double) as numerator,
    cast(1 as double) as denominator

from answered_calls
