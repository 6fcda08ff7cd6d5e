-- What does a contact cost us in agents' time?
select
    ticket_id as subject_id,
    last_solved_at as observed_at,
    {{ dimensions_of('fct_tickets') }},
    cast(handling_cost_amount as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_tickets') }}
where
    is_solved
    and last_solved_at is not null
    and handling_cost_amount is not null

union all

-- time that is logged on a ticket holds its calls
select
    'call/' || call_id as subject_id,
    ended_at as observed_at,
    {{ dimensions_of('fct_calls') }},
    cast(handling_cost_amount as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_calls') }}
where handling_cost_amount is not null and not is_in_ticket_time
