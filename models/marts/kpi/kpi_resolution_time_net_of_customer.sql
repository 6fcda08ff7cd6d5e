-- How long was a ticket in our hands before it was solved?
with

solved_tickets as (

    select * from {{ ref('fct_tickets') }}
    where
        is_solved
        and resolution_net_seconds is not null

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
    cast(resolution_net_seconds / 3600 as double) as numerator,
    cast(1 as double) as denominator

from solved_tickets
