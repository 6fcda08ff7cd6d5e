-- How long does a ticket wait until somebody takes it?
with

assigned_tickets as (

    select * from {{ ref('fct_tickets') }}
    where queue_seconds is not null

)

select
    ticket_id as subject_id,
    first_assigned_at as observed_at,
    account_id,
    cluster_id,
    agent_id,
    team_id,
    channel,
    priority,
    complexity,
    product_area,
    cast(null as varchar) as touchpoint,
    cast(queue_seconds / 60 as double) as numerator,
    cast(1 as double) as denominator

from assigned_tickets
