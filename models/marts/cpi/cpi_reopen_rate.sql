-- Of the tickets ever solved, how many came back to life within the window?
select
    ticket_id as subject_id,
    first_solved_at as observed_at,
    {{ dimensions_of('fct_tickets') }},
    cast(is_reopened_in_window as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_tickets') }}
where
    is_ever_solved
    and is_repeat_window_closed
    and is_reopened_in_window is not null
