-- Which ticket has to meet which target of the policies, by which schedule, and from when to when did it take?
with

schedules as (

    select distinct
        schedule_id,
        is_sound
    from {{ ref('int_schedules') }}

),

tickets as (

    select
        milestones.*,
        accounts.plan,
        business_time.schedule_id,
        evidence.first_reply_unknown_because,
        evidence.resolution_unknown_because,
        evidence.net_time_unknown_because
    from {{ ref('int_ticket_milestones') }} as milestones
    left join {{ ref('int_accounts') }} as accounts on milestones.account_id = accounts.account_id
    left join {{ ref('int_ticket_business_time') }} as business_time on milestones.ticket_id = business_time.ticket_id
    left join {{ ref('int_ticket_evidence') }} as evidence on milestones.ticket_id = evidence.ticket_id

),

matched as (

    select
        tickets.ticket_id,
        periods.policy_id,
        periods.metric,
        periods.is_promise,
        periods.target_minutes,
        periods.is_in_business_hours,
        periods.is_paused_in_pending and periods.metric = 'resolution' as is_paused_in_pending,
        periods.is_paused_on_hold and periods.metric = 'resolution' as is_paused_on_hold,
        case
            when not periods.is_in_business_hours then null
            when schedules.schedule_id is null then tickets.schedule_id
            when schedules.is_sound then schedules.schedule_id
        end as schedule_id,
        tickets.asked_at as started_at,
        case
            when periods.metric = 'first_response' then tickets.first_reply_at
            when tickets.status in ('solved', 'closed') then tickets.last_solved_at
        end as completed_at,
        case
            when periods.metric = 'first_response' then tickets.first_reply_unknown_because
            else coalesce(
                tickets.resolution_unknown_because,
                case
                    when periods.is_paused_in_pending or periods.is_paused_on_hold then tickets.net_time_unknown_because
                end
            )
        end as unknown_because
    from tickets
    inner join {{ ref('int_sla_policy_periods') }} as periods
        on
            tickets.priority is not distinct from periods.ticket_priority
            and tickets.plan is not distinct from periods.account_plan
            and tickets.asked_at >= periods.starts_at
            and tickets.asked_at < periods.ends_at
    left join schedules on periods.schedule_id = schedules.schedule_id
    -- where a help desk sets targets itself, they count and the policies do not
    left join {{ ref('int_sla_told_tickets') }} as told
        on tickets.ticket_id = told.ticket_id and periods.metric = told.metric
    where
        told.ticket_id is null
        and (
            periods.metric = 'resolution'
            or (tickets.created_by != 'agent' and not coalesce(tickets.is_solved_on_arrival, false))
        )

)

-- whatever happens after as_of has not happened yet
select
    matched.ticket_id,
    matched.policy_id,
    matched.metric,
    matched.is_promise,
    matched.target_minutes,
    matched.is_in_business_hours,
    matched.is_paused_in_pending,
    matched.is_paused_on_hold,
    matched.schedule_id,
    matched.unknown_because,
    matched.started_at,
    case when matched.completed_at <= as_of.as_of then matched.completed_at end as completed_at,
    least(coalesce(matched.completed_at, as_of.as_of), as_of.as_of) as ended_at

from matched
cross join {{ ref('int_as_of') }} as as_of
where
    matched.started_at <= as_of.as_of
    and coalesce(matched.completed_at >= matched.started_at, true)
    and (matched.schedule_id is not null or not matched.is_in_business_hours)
