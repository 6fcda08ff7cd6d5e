-- Of the tickets solved with a reply, how many took exactly one?
select
    {{ observation('fct_tickets', subject='ticket_id', at='first_solved_at',
        numerator='agent_replies_before_first_solve = 1 and not is_reopened_in_window',
        unknown='one_touch_unknown_because') }}
from {{ ref('fct_tickets') }}
where is_solved and is_repeat_window_closed and coalesce(agent_reply_count, 1) >= 1
