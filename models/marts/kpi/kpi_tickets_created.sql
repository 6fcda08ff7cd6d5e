-- How many tickets were opened?
with

tickets as (

    select * from {{ ref('fct_tickets') }}

)

select
    ticket_id as subject_id,
    created_at as observed_at,
    account_id,
    cluster_id,
    agent_id,
    team_id,
    channel,
    priority,
    complexity,
    product_area,
    cast(null as varchar) as touchpoint,
    cast(1 as double) as numerator,
    cast(1 as double) as denominator

from tickets
