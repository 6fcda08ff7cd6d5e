-- The longest stretch in which a ticket waited for the company and heard nothing from an agent.
with

spans as (

    select
        spans.ticket_id,
        spans.step,
        spans.is_waiting_on_us,
        -- whose ticket was merged into this one waited before it was opened
        case when spans.step = 0 then coalesce(tickets.asked_at, spans.started_at) else spans.started_at end
            as started_at,
        spans.ended_at,
        coalesce(
            lag(spans.is_waiting_on_us) over (partition by spans.ticket_id order by spans.step asc), false
        ) as is_continued
    from {{ ref('int_ticket_status_spans') }} as spans
    left join {{ ref('int_tickets') }} as tickets on spans.ticket_id = tickets.ticket_id

),

stretches as (

    -- statuses that follow each other while waiting are one stretch
    select
        ticket_id,
        started_at,
        ended_at,
        sum(case when is_continued then 0 else 1 end) over (partition by ticket_id order by step asc) as stretch
    from spans
    where is_waiting_on_us and ended_at is not null

),

waits as (

    select
        ticket_id,
        stretch,
        min(started_at) as started_at,
        max(ended_at) as ended_at
    from stretches
    group by ticket_id, stretch

),

checkpoints as (

    select
        ticket_id,
        stretch,
        started_at as happened_at
    from waits

    union all

    select
        ticket_id,
        stretch,
        ended_at as happened_at
    from waits

    union all

    select
        waits.ticket_id,
        waits.stretch,
        messages.sent_at as happened_at
    from waits
    inner join {{ ref('int_ticket_messages') }} as messages
        on
            waits.ticket_id = messages.ticket_id
            and waits.started_at < messages.sent_at
            and waits.ended_at > messages.sent_at
    where messages.is_agent_reply

),

silences as (

    select
        ticket_id,
        {{ seconds_between(
            'lag(happened_at) over (partition by ticket_id, stretch order by happened_at asc)',
            'happened_at'
        ) }} as silence_seconds
    from checkpoints

)

select
    ticket_id,
    max(silence_seconds) as longest_silence_seconds

from silences
group by ticket_id
