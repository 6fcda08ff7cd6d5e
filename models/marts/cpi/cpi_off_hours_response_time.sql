-- How long does a customer wait who writes when the team is not at work?
with

answered_tickets as (

    select *
    from {{ ref('fct_tickets') }}
    where
        is_created_off_hours
        and created_by <> 'agent'
        and first_reply_seconds is not null

)

select
    ticket_id as subject_id,
    first_reply_at as observed_at,
    account_id,
    cluster_id,
    agent_id,
    team_id,
    channel,
    priority,
    complexity,
    product_area,
    cast(null as varchar) as touchpoint,
    cast(first_reply_seconds / 60.0 as double) as numerator,
    cast(1 as double) as denominator
from answered_tickets
