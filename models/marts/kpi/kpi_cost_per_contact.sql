-- What does a contact cost us in agents' time?
with

solved_tickets as (

    select * from {{ ref('fct_tickets') }}
    where
        is_solved
        and last_solved_at is not null
        and handling_cost_amount is not null

),

-- time that is logged on a ticket holds its calls
calls as (

    select * from {{ ref('fct_calls') }}
    where handling_cost_amount is not null and not is_in_ticket_time

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
    cast(handling_cost_amount as double) as numerator,
    cast(1 as double) as denominator
from solved_tickets

union all

select
    'call/' || call_id as subject_id,
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
    cast(handling_cost_amount as double) as numerator,
    cast(1 as double) as denominator
from calls
