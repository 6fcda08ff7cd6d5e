-- Of the tickets solved with a reply, how many took exactly one?
select
    {{ observation('fct_tickets', subject='ticket_id', at='first_solved_at',
        numerator='agent_replies_before_first_solve = 1 and not is_reopened_in_window') }}
from {{ ref('fct_tickets') }}
where is_solved and is_repeat_window_closed and agent_reply_count >= 1 and is_reopened_in_window is not null
