-- Which ticket had to meet which SLA target, by which schedule, and from when to when did it take?
with

tickets as (

    select * from {{ ref('int_ticket_milestones') }}

),

accounts as (

    select * from {{ ref('int_accounts') }}

),

periods as (

    select * from {{ ref('int_sla_policy_periods') }}

),

business_time as (

    select * from {{ ref('int_ticket_business_time') }}

),

schedules as (

    select distinct schedule_id from {{ ref('int_schedules') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

-- a source that never tells of replies says nothing about late ones
tickets_with_replies as (

    select ticket_id
    from {{ ref('int_tickets') }}
    where
        source in (
            select source from {{ ref('int_tickets') }} where has_message_history or first_response_at is not null
        )

),

-- a history that cannot be, or a solve that never says when, leaves no timeline
tickets_with_timeline as (

    select ticket_id from {{ ref('fct_ticket_status_spans') }}

),

matched as (

    select
        tickets.ticket_id || '-' || periods.policy_id || '-' || periods.metric as sla_target_id,
        tickets.ticket_id,
        periods.policy_id,
        periods.metric,
        periods.is_promise,
        periods.target_minutes,
        periods.is_in_business_hours,
        periods.is_paused_in_pending and periods.metric = 'resolution' as is_paused_in_pending,
        case when periods.is_in_business_hours then coalesce(schedules.schedule_id, business_time.schedule_id) end
            as schedule_id,
        tickets.created_at as started_at,
        case
            when periods.metric = 'first_response' then tickets.first_reply_at
            when tickets.status in ('solved', 'closed') then tickets.last_solved_at
        end as completed_at

    from tickets
    left join accounts on tickets.account_id = accounts.account_id
    inner join periods
        on
            tickets.priority is not distinct from periods.ticket_priority
            and accounts.plan is not distinct from periods.account_plan
            and tickets.created_at >= periods.starts_at
            and tickets.created_at < periods.ends_at
    left join business_time on tickets.ticket_id = business_time.ticket_id
    left join schedules on periods.schedule_id = schedules.schedule_id
    where
        case
            when periods.metric = 'first_response'
                then
                    tickets.created_by != 'agent'
                    and not tickets.is_reply_premature
                    and tickets.ticket_id in (select ticket_id from tickets_with_replies)
            else tickets.ticket_id in (select ticket_id from tickets_with_timeline)
        end

)

-- whatever happens after as_of has not happened yet
select
    matched.sla_target_id,
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
cross join as_of
where
    matched.started_at <= as_of.as_of
    and (matched.completed_at is null or matched.completed_at >= matched.started_at)
    and (matched.schedule_id is not null or not matched.is_in_business_hours)
