-- Of the tickets ever solved, how many came back to life within the window?
select
    {{ observation('fct_tickets', subject='ticket_id', at='first_solved_at', numerator='is_reopened_in_window',
        unknown='reopenings_unknown_because') }}
from {{ ref('fct_tickets') }}
where is_ever_solved and is_repeat_window_closed
