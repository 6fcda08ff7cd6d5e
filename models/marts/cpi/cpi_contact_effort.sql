-- How much work did the customer have with a ticket that was solved?
select
    {{ observation('fct_tickets', subject='ticket_id', at='first_solved_at', numerator='effort_points',
        unknown='effort_unknown_because') }}
from {{ ref('fct_tickets') }}
where is_ever_solved and is_repeat_window_closed
