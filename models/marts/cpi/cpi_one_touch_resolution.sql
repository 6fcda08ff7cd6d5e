-- Of the tickets solved with a reply, how many took exactly one?
select
    ticket_id as subject_id,
    first_solved_at as observed_at,
    {{ dimensions_of('fct_tickets') }},
    cast(agent_replies_before_first_solve = 1 and not is_reopened_in_window as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_tickets') }}
where
    is_solved
    and is_repeat_window_closed
    and agent_reply_count >= 1
    and is_reopened_in_window is not null
