-- How the customer's words on each ticket began and ended, where both are clear.
with

messages as (

    select
        messages.ticket_id,
        messages.sent_at,
        messages.is_customer_message,
        messages.is_agent_reply,
        case when sentiments.is_sentiment_sure then sentiments.sentiment end as sentiment
    from {{ ref('int_ticket_messages') }} as messages
    left join {{ ref('int_message_sentiment') }} as sentiments on messages.message_id = sentiments.message_id

),

replies as (

    select
        ticket_id,
        min(sent_at) as first_reply_at
    from messages
    where is_agent_reply
    group by ticket_id

),

-- of messages of one instant nobody knows which came first, so they count together
instants as (

    select
        ticket_id,
        sent_at,
        case when count(*) = count(sentiment) then avg(sentiment) end as sentiment
    from messages
    where is_customer_message
    group by ticket_id, sent_at

),

bounds as (

    select
        instants.ticket_id,
        min(instants.sent_at) as first_at,
        max(instants.sent_at) filter (where instants.sent_at > replies.first_reply_at) as last_at
    from instants
    inner join replies on instants.ticket_id = replies.ticket_id
    group by instants.ticket_id

)

select
    bounds.ticket_id,
    starts.sentiment as sentiment_start,
    ends.sentiment as sentiment_end

from bounds
inner join instants as starts on bounds.ticket_id = starts.ticket_id and bounds.first_at = starts.sent_at
inner join instants as ends on bounds.ticket_id = ends.ticket_id and bounds.last_at = ends.sent_at
where bounds.first_at < bounds.last_at and starts.sentiment is not null and ends.sentiment is not null
