-- How much work did the customer have with a ticket that was solved?
select
    ticket_id as subject_id,
    first_solved_at as observed_at,
    {{ dimensions_of('fct_tickets') }},
    cast(effort_points as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_tickets') }}
where
    is_ever_solved
    and is_repeat_window_closed
    and effort_points is not null
