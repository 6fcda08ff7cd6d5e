-- Of the tickets ever solved, after how many did the customer have to come again?
select
    {{ observation('fct_tickets', subject='ticket_id', at='first_solved_at', numerator='has_repeat_contact',
        unknown='repeat_contact_unknown_because') }}
from {{ ref('fct_tickets') }}
where is_ever_solved and is_repeat_window_closed
