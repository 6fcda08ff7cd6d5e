-- How the customer's words on each ticket began and ended, where both are clear, or why nobody knows.
with

messages as (

    select
        messages.ticket_id,
        messages.sent_at,
        messages.is_customer_message,
        messages.is_agent_reply,
        sentiments.sentiment,
        sentiments.sentiment_unknown_because,
        coalesce(sentiments.is_sentiment_sure, sentiments.sentiment_unknown_because is not null) as is_no_doubt
    from {{ ref('int_ticket_messages') }} as messages
    inner join {{ ref('int_tickets') }} as tickets on messages.ticket_id = tickets.ticket_id
    left join {{ ref('int_message_sentiment') }} as sentiments on messages.message_id = sentiments.message_id
    -- on a ticket merged into this one, before this one was asked, somebody else wrote, or of something else
    where messages.landed_ticket_id = messages.ticket_id or coalesce(messages.sent_at >= tickets.asked_at, true)

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
        avg(sentiment) as sentiment,
        max(sentiment_unknown_because) as unknown_because,
        bool_and(is_no_doubt) as is_no_doubt
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

),

shifts as (

    select
        bounds.ticket_id,
        starts.sentiment as sentiment_start,
        ends.sentiment as sentiment_end,
        coalesce(starts.unknown_because, ends.unknown_because) as unknown_because
    from bounds
    inner join instants as starts on bounds.ticket_id = starts.ticket_id and bounds.first_at = starts.sent_at
    inner join instants as ends on bounds.ticket_id = ends.ticket_id and bounds.last_at = ends.sent_at
    where bounds.first_at < bounds.last_at and starts.is_no_doubt and ends.is_no_doubt

)

select
    evidence.ticket_id,
    coalesce(evidence.messages_unknown_because, shifts.unknown_because) as sentiment_unknown_because,
    case when sentiment_unknown_because is null then shifts.sentiment_start end as sentiment_start,
    case when sentiment_unknown_because is null then shifts.sentiment_end end as sentiment_end

from {{ ref('int_ticket_evidence') }} as evidence
left join shifts on evidence.ticket_id = shifts.ticket_id
where shifts.ticket_id is not null or evidence.messages_unknown_because is not null
