-- Which ticket had to meet which SLA target, by which schedule, and from when to when did it take?
with

schedules as (

    select distinct
        schedule_id,
        is_sound
    from {{ ref('int_schedules') }}

),

-- in a source without any reply, a missing reply does not mean a late one
sources_with_replies as (

    select source
    from {{ ref('int_tickets') }}
    where has_message_history or first_response_at is not null
    group by source

),

tickets as (

    select
        milestones.*,
        accounts.plan,
        business_time.schedule_id,
        milestones.created_by != 'agent'
        and not milestones.is_reply_premature
        and sources_with_replies.source is not null as is_first_response_known
    from {{ ref('int_ticket_milestones') }} as milestones
    left join {{ ref('int_accounts') }} as accounts on milestones.account_id = accounts.account_id
    left join {{ ref('int_ticket_business_time') }} as business_time on milestones.ticket_id = business_time.ticket_id
    left join sources_with_replies on milestones.source = sources_with_replies.source

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
        case
            when not periods.is_in_business_hours then null
            when schedules.schedule_id is null then tickets.schedule_id
            when schedules.is_sound then schedules.schedule_id
        end as schedule_id,
        tickets.created_at as started_at,
        case
            when periods.metric = 'first_response' then tickets.first_reply_at
            when tickets.status in ('solved', 'closed') then tickets.last_solved_at
        end as completed_at
    from tickets
    inner join {{ ref('int_sla_policy_periods') }} as periods
        on
            tickets.priority is not distinct from periods.ticket_priority
            and tickets.plan is not distinct from periods.account_plan
            and tickets.created_at >= periods.starts_at
            and tickets.created_at < periods.ends_at
    left join schedules on periods.schedule_id = schedules.schedule_id
    -- a ticket with an impossible history, or solved at an unknown time, has no timeline, and so no solve to judge by
    where
        (periods.metric = 'first_response' and tickets.is_first_response_known)
        or (periods.metric = 'resolution' and tickets.has_timeline)

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
    matched.schedule_id,
    matched.started_at,
    case when matched.completed_at <= as_of.as_of then matched.completed_at end as completed_at,
    least(coalesce(matched.completed_at, as_of.as_of), as_of.as_of) as ended_at

from matched
cross join {{ ref('int_as_of') }} as as_of
where
    matched.started_at <= as_of.as_of
    and coalesce(matched.completed_at >= matched.started_at, true)
    and (matched.schedule_id is not null or not matched.is_in_business_hours)
