-- Every phone call that counts, what became of it and how long it took: the source of the call metrics.
with

calls as (

    select
        calls.*,
        as_of.as_of,
        case
            -- a talk that may still go on is no unknown one
            when
                not calls.is_answered
                or (calls.ended_at is null and calls.queued_at >= as_of.as_of - interval '1' day)
                then null
            when calls.answered_at is null or calls.ended_at is null then 'not_told'
            when calls.is_answered_at_date_only or calls.is_ended_at_date_only then 'no_time_of_day'
            when calls.ended_at < calls.answered_at then 'disordered'
            when calls.wrap_up_seconds < 0 then 'impossible_value'
        end as handle_seconds_unknown_because
    from {{ ref('int_calls') }} as calls
    cross join {{ ref('int_as_of') }} as as_of
    where calls.is_counted

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
    calls.handle_seconds_unknown_because,
    calls.handle_seconds / 3600 * agents.hourly_cost_amount as handling_cost_amount,
    coalesce(
        calls.handle_seconds_unknown_because,
        case when calls.handle_seconds is not null and agents.hourly_cost_amount is null then 'not_told' end
    ) as handling_cost_unknown_because,
    case
        when calls.landed_ticket_id is null or tickets.ticket_id is not null then tickets.handling_minutes is not null
    end as is_in_ticket_time,
    case when calls.landed_ticket_id is not null and tickets.ticket_id is null then 'not_told' end
        as is_in_ticket_time_unknown_because,

    coalesce(calls.window_ends_at <= calls.as_of, false) as is_repeat_window_closed,
    repeats.repeat_contact_count,
    repeats.repeat_contact_count > 0 as has_repeat_contact,
    repeats.repeat_contact_unknown_because

from timed as calls
left join {{ ref('int_call_queues') }} as queues on calls.call_id = queues.call_id
left join {{ ref('int_tickets') }} as tickets on calls.ticket_id = tickets.ticket_id
left join {{ ref('int_agents') }} as agents on calls.agent_id = agents.agent_id
left join {{ ref('int_call_outcomes') }} as repeats on calls.call_id = repeats.call_id
