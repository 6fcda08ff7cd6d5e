-- How long was the longest stretch in which a waiting customer heard nothing?
with

solved_tickets as (

    select *
    from {{ ref('fct_tickets') }}
    where
        is_solved
        and is_ever_solved
        and longest_silence_seconds is not null

)

select
    ticket_id as subject_id,
    last_solved_at as observed_at,
    account_id,
    cluster_id,
    agent_id,
    team_id,
    channel,
    priority,
    complexity,
    product_area,
    cast(null as varchar) as touchpoint,
    cast(longest_silence_seconds / 3600.0 as double) as numerator,
    cast(1 as double) as denominator
from solved_tickets
