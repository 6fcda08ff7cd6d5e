-- Of the customer messages that are clearly worded, how many are worded badly?
select
    {{ observation('fct_tickets', alias='tickets', subject='messages.message_id', at='messages.sent_at',
        numerator="messages.sentiment_label = 'negative'", unknown='messages.sentiment_unknown_because') }}
from {{ ref('fct_ticket_messages') }} as messages
inner join {{ ref('fct_tickets') }} as tickets on messages.ticket_id = tickets.ticket_id
where messages.is_customer_message and (messages.is_sentiment_sure or messages.sentiment_unknown_because is not null)
