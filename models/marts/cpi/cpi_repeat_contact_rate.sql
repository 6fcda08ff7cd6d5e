-- Of the tickets ever solved, after how many did the customer have to come again?
select
    ticket_id as subject_id,
    first_solved_at as observed_at,
    {{ dimensions_of('fct_tickets') }},
    cast(has_repeat_contact as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_tickets') }}
where is_ever_solved and is_repeat_window_closed
