-- Who wrote when on each ticket: the first reply, and how much was written around the first solve.
with

messages as (

    select
        messages.ticket_id,
        messages.sent_at,
        messages.is_agent_reply,
        messages.is_customer_message,
        messages.is_sent_at_date_only,
        solves.first_solved_at,
        solves.window_ends_at,
        min(case when messages.is_agent_reply then messages.sent_at end) over (partition by messages.ticket_id)
            as first_reply_at
    from {{ ref('int_ticket_messages') }} as messages
    left join {{ ref('int_tickets') }} as tickets on messages.ticket_id = tickets.ticket_id
    left join {{ ref('int_ticket_solves') }} as solves on messages.ticket_id = solves.ticket_id
    where
        (messages.is_agent_reply or messages.is_customer_message)
        -- on a ticket merged into this one, before this one was asked, somebody else wrote, or of something else
        and (messages.landed_ticket_id = messages.ticket_id or coalesce(messages.sent_at >= tickets.asked_at, true))

)

select
    ticket_id,
    min(first_reply_at) as first_reply_at,
    coalesce(bool_or(is_sent_at_date_only), false) as has_dates_only,
    count(*) filter (where is_agent_reply) as agent_reply_count,
    count(*) filter (where is_agent_reply and sent_at <= first_solved_at) as agent_replies_before_first_solve,
    count(*) filter (where is_customer_message) as customer_message_count,
    count(*) filter (where is_customer_message and sent_at > first_reply_at and sent_at < first_solved_at)
        as customer_messages_after_first_reply,
    count(*) filter (where is_customer_message and sent_at <= window_ends_at) as customer_messages_in_window

from messages
group by ticket_id
