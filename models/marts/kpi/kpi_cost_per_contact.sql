-- What does a contact cost us in agents' time?
select
    {{ observation('fct_tickets', subject='ticket_id', at='last_solved_at', numerator='handling_cost_amount',
        unknown='coalesce(handling_cost_unknown_because, case when last_solved_at is null then resolution_unknown_because end)'
    ) }}
from {{ ref('fct_tickets') }}
where is_solved and (handling_cost_amount is not null or handling_cost_unknown_because is not null)

union all

-- time that is logged on a ticket holds its calls
select
    {{ observation('fct_calls', subject="'call/' || call_id", at='coalesce(ended_at, queued_at)',
        numerator='handling_cost_amount',
        unknown='coalesce(handling_cost_unknown_because, is_in_ticket_time_unknown_because)') }}
from {{ ref('fct_calls') }}
where is_in_ticket_time is not true and (handling_cost_amount is not null or handling_cost_unknown_because is not null)
