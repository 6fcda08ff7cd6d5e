-- The checkpoints of each counted ticket, between which durations are measured.
with

premature_events as (

    select
        events.ticket_id,
        min(events.occurred_at) as premature_event_at
    from {{ ref('int_ticket_events') }} as events
    inner join {{ ref('int_tickets') }} as tickets
        on events.ticket_id = tickets.ticket_id and events.occurred_at < tickets.created_at
    group by events.ticket_id

),

milestones as (

    select
        tickets.ticket_id,
        tickets.source,
        tickets.team_id,
        tickets.account_id,
        tickets.priority,
        tickets.status,
        tickets.created_by,
        -- a history that was not told of then may lack what came before its first change
        tickets.is_arrival_from_later_change and not {{ is_told('statuses') }} as is_arrival_unclear,
        tickets.is_solved_on_arrival and not coalesce(is_arrival_unclear, false) as is_solved_on_arrival,
        tickets.created_at,
        tickets.asked_at,
        assignments.first_assigned_at,
        solves.first_solved_at,
        solves.last_solved_at,
        solves.ticket_id is not null as has_timeline,
        premature_events.premature_event_at,
        replies.agent_reply_count,
        replies.agent_replies_before_first_solve,
        replies.customer_message_count,
        replies.customer_messages_after_first_reply,
        -- a ticket without messages may still say itself when it was first answered
        case when replies.ticket_id is null then tickets.first_response_at else replies.first_reply_at end
            as landed_first_reply_at,
        coalesce(replies.has_dates_only, tickets.is_first_response_at_date_only, false) as is_reply_date_only
    from {{ ref('int_tickets') }} as tickets
    left join {{ ref('int_ticket_replies') }} as replies on tickets.ticket_id = replies.ticket_id
    left join {{ ref('int_ticket_assignments') }} as assignments on tickets.ticket_id = assignments.ticket_id
    left join {{ ref('int_ticket_solves') }} as solves on tickets.ticket_id = solves.ticket_id
    {{ join_evidence('statuses', 'status_history', 'tickets.source', 'tickets.created_at') }}
    left join premature_events on tickets.ticket_id = premature_events.ticket_id
    where tickets.is_counted

)

select
    ticket_id,
    source,
    team_id,
    account_id,
    priority,
    status,
    created_by,
    is_arrival_unclear,
    is_solved_on_arrival,
    is_reply_date_only,
    created_at,
    asked_at,
    first_assigned_at,
    first_solved_at,
    last_solved_at,
    has_timeline,
    premature_event_at,
    coalesce({{ latest_of('landed_first_reply_at', 'is_reply_date_only') }} < asked_at, false) as is_reply_premature,
    case
        when landed_first_reply_at is not null and not is_reply_premature
            then greatest(landed_first_reply_at, asked_at)
    end as first_reply_at,
    customer_message_count,
    -- where a reply is dated before the ticket, the order of its messages cannot be trusted
    case when not is_reply_premature then agent_reply_count end as agent_reply_count,
    case when not is_reply_premature then agent_replies_before_first_solve end as agent_replies_before_first_solve,
    case when not is_reply_premature then customer_messages_after_first_reply end as customer_messages_after_first_reply

from milestones
