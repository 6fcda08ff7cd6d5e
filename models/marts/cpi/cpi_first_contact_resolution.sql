-- Of the tickets solved with a reply and the calls answered, how many needed no second contact?
select
    {{ observation('fct_tickets', subject='ticket_id', at='first_solved_at',
        numerator='customer_messages_after_first_reply = 0 and not is_reopened_in_window and not has_repeat_contact',
        unknown='first_contact_unknown_because') }}
from {{ ref('fct_tickets') }}
-- nobody knows whether a ticket was replied to of which no replies are known
where is_solved and is_repeat_window_closed and coalesce(agent_reply_count, 1) >= 1

union all

-- a call that belongs to a ticket is judged with the ticket: its window never closes
select
    {{ observation('fct_calls', subject="'call/' || call_id", at='coalesce(ended_at, queued_at)',
        numerator='not has_repeat_contact', unknown='repeat_contact_unknown_because') }}
from {{ ref('fct_calls') }}
where is_repeat_window_closed
