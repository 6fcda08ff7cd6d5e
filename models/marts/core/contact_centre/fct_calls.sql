-- Every phone call that counts, what became of it and how long it took: the source of the call metrics.
with

calls as (

    select
        *,
        case
            when answered_at is null or ended_at is null then 'not_told'
            when ended_at < answered_at then 'disordered'
            when wrap_up_seconds < 0 then 'impossible_value'
        end as handle_seconds_unknown_because
    from {{ ref('int_calls') }}
    where is_counted

),

timed as (

    select
        *,
        case
            when is_answered and handle_seconds_unknown_because is null
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
    coalesce(queues.outcome, calls.outcome) as outcome,

    calls.queued_at,
    calls.answered_at,
    calls.ended_at,
    queues.queue_ended_at,

    calls.landed_ticket_id is not null as has_ticket,
    calls.is_answered,
    queues.call_id is not null as is_offered,
    queues.is_abandoned,
    queues.is_abandoned_unknown_because,
    coalesce(queues.is_short_abandon, false) as is_short_abandon,
    queues.is_answered_in_time,
    queues.is_answered_in_time_unknown_because,

    queues.wait_seconds,
    queues.wait_seconds_unknown_because,
    calls.handle_seconds,
    -- a talk that may still go on is no unknown one
    case
        when calls.is_answered and (calls.ended_at is not null or calls.queued_at < as_of.as_of - interval '1' day)
            then calls.handle_seconds_unknown_because
    end as handle_seconds_unknown_because,
    calls.handle_seconds / 3600 * agents.hourly_cost_amount as handling_cost_amount,
    tickets.handling_minutes is not null as is_in_ticket_time,

    coalesce(calls.window_ends_at <= as_of.as_of, false) as is_repeat_window_closed,
    repeats.repeat_contact_count,
    repeats.repeat_contact_count > 0 as has_repeat_contact,
    repeats.repeat_contact_unknown_because

from timed as calls
cross join {{ ref('int_as_of') }} as as_of
left join {{ ref('int_call_queues') }} as queues on calls.call_id = queues.call_id
left join {{ ref('int_tickets') }} as tickets on calls.ticket_id = tickets.ticket_id
left join {{ ref('int_agents') }} as agents on calls.agent_id = agents.agent_id
left join {{ ref('int_call_outcomes') }} as repeats on calls.call_id = repeats.call_id
