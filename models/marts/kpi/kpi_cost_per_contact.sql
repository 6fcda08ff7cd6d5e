-- What does a contact cost us in agents' time?
select
    {{ observation('fct_tickets', subject='ticket_id', at='last_solved_at', numerator='handling_cost_amount') }}
from {{ ref('fct_tickets') }}
where is_solved and last_solved_at is not null and handling_cost_amount is not null

union all

-- time that is logged on a ticket holds its calls
select
    {{ observation('fct_calls', subject="'call/' || call_id", at='ended_at', numerator='handling_cost_amount') }}
from {{ ref('fct_calls') }}
where handling_cost_amount is not null and not is_in_ticket_time
