-- How long do customers wait until a person first replies?
with

answered_tickets as (

    select * from {{ ref('fct_tickets') }}
    where
        first_reply_seconds is not null
        and created_by != 'agent'

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
    cast(first_reply_seconds / 60 as double) as numerator,
    cast(1 as double) as denominator

from answered_tickets
