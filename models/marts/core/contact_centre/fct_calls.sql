-- Every phone call that counts, what became of it and how long it took: the source of the call metrics.
with

calls as (

    select
        *,
        case when outcome = 'answered' then answered_at else ended_at end as queue_ended_at
    from {{ ref('int_calls') }}
    where is_counted

),

timed as (

    select
        *,
        case
            when direction = 'inbound' and queue_ended_at >= queued_at
                then {{ seconds_between('queued_at', 'queue_ended_at') }}
        end as wait_seconds,
        case
            when is_answered and ended_at >= answered_at and coalesce(wrap_up_seconds, 0) >= 0
                then {{ seconds_between('answered_at', 'ended_at') }} + coalesce(wrap_up_seconds, 0)
        end as handle_seconds
    from calls

)

select
    calls.call_id,
    calls.source,
    calls.account_id,
    calls.contact_id,
    calls.agent_id,
    calls.team_id,
    calls.cluster_id,
    calls.ticket_id,

    'phone' as channel,
    tickets.priority,
    tickets.complexity,
    tickets.product_area,
    calls.direction,
    calls.outcome,

    calls.queued_at,
    calls.answered_at,
    calls.ended_at,
    case when calls.direction = 'inbound' then calls.queue_ended_at end as queue_ended_at,

    calls.landed_ticket_id is not null as has_ticket,
    calls.is_answered,
    -- where the caller left at an unknown or impossible time, the wait is unknown
    calls.direction = 'inbound'
    and calls.outcome is not null
    and calls.queue_ended_at is not null
    and (calls.outcome <> 'abandoned' or calls.wait_seconds is not null) as is_offered,
    coalesce(calls.direction = 'inbound' and calls.outcome = 'abandoned', false) as is_abandoned,
    coalesce(calls.outcome = 'abandoned' and calls.wait_seconds <= {{ var('short_abandon_seconds') }}, false)
        as is_short_abandon,

    calls.wait_seconds,
    calls.handle_seconds,
    calls.handle_seconds / 3600 * agents.hourly_cost_amount as handling_cost_amount,
    tickets.handling_minutes is not null as is_in_ticket_time,

    coalesce(calls.window_ends_at <= as_of.as_of, false) as is_repeat_window_closed,
    case when calls.window_ends_at is not null then coalesce(repeats.repeat_contact_count, 0) end
        as repeat_contact_count,
    case when calls.window_ends_at is not null then coalesce(repeats.repeat_contact_count, 0) > 0 end
        as has_repeat_contact

from timed as calls
cross join {{ ref('int_as_of') }} as as_of
left join {{ ref('int_tickets') }} as tickets on calls.ticket_id = tickets.ticket_id
left join {{ ref('int_agents') }} as agents on calls.agent_id = agents.agent_id
left join {{ ref('int_repeat_contacts') }} as repeats on calls.call_id = repeats.call_id
