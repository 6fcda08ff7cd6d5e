-- Who wrote when, and how, on each ticket that counts; what they wrote stays in the build file.
select
    messages.message_id,
    messages.ticket_id,
    messages.landed_ticket_id as original_ticket_id,
    messages.author_type,
    messages.channel,
    messages.is_public,
    messages.is_customer_message,
    messages.is_agent_reply,
    messages.sent_at,
    sentiments.sentiment,
    sentiments.sentiment_label,
    sentiments.sentiment_language,
    sentiments.is_sentiment_sure,
    sentiments.sentiment_unknown_because

from {{ ref('int_ticket_messages') }} as messages
inner join {{ ref('int_tickets') }} as tickets on messages.ticket_id = tickets.ticket_id
left join {{ ref('int_message_sentiment') }} as sentiments on messages.message_id = sentiments.message_id
where tickets.is_counted
