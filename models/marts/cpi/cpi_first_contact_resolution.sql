-- Of the tickets solved with a reply and the calls answered, how many needed no second contact?
select
    ticket_id as subject_id,
    first_solved_at as observed_at,
    {{ dimensions_of('fct_tickets') }},
    cast(
        customer_messages_after_first_reply = 0
        and not is_reopened_in_window
        and not has_repeat_contact
        as double
    ) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_tickets') }}
where
    is_solved
    and is_repeat_window_closed
    and agent_reply_count >= 1
    and is_reopened_in_window is not null

union all

-- a call that belongs to a ticket is judged with the ticket: its window never closes
select
    'call/' || call_id as subject_id,
    ended_at as observed_at,
    {{ dimensions_of('fct_calls') }},
    cast(not has_repeat_contact as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_calls') }}
where is_repeat_window_closed
