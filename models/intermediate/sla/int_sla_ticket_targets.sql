-- The targets that help desks set for tickets: by which schedule, and done when, while each held?
with

schedules as (

    select distinct
        schedule_id,
        is_sound
    from {{ ref('int_schedules') }}

),

-- what was replaced in the instant in which it was set never held
slas as (

    select * from {{ ref('int_ticket_slas') }}
    where metric in ('first_response', 'resolution') and coalesce(held_until > applied_at, true)

),

-- a ticket that is solved in the second in which its target ends was solved for that target, whatever follows
solved_when_it_ended as (

    select
        slas.ticket_id,
        slas.metric,
        slas.target_number,
        max(solves.started_at) as solved_at
    from slas
    inner join {{ ref('int_ticket_status_spans') }} as spans
        on
            slas.ticket_id = spans.ticket_id
            and slas.held_until >= date_trunc('second', spans.started_at)
            and (slas.held_until < spans.ended_at or spans.ended_at is null)
    inner join {{ ref('int_ticket_status_spans') }} as solves
        on slas.ticket_id = solves.ticket_id and slas.held_until >= date_trunc('second', solves.started_at)
    where slas.metric = 'resolution' and not spans.is_open and solves.is_solve
    group by slas.ticket_id, slas.metric, slas.target_number

),

targets as (

    select
        slas.ticket_id,
        slas.policy_id,
        slas.metric,
        slas.target_number,
        slas.applied_at,
        slas.held_until,
        coalesce(policies.is_promise, false) as is_promise,
        slas.target_minutes,
        slas.is_in_business_hours,
        slas.is_paused_in_pending and slas.metric = 'resolution' as is_paused_in_pending,
        slas.is_paused_on_hold and slas.metric = 'resolution' as is_paused_on_hold,
        case
            when not slas.is_in_business_hours then null
            when schedules.schedule_id is null then business_time.schedule_id
            when schedules.is_sound then schedules.schedule_id
        end as schedule_id,
        tickets.asked_at as started_at,
        case
            when slas.metric = 'first_response' and date_trunc('second', tickets.first_reply_at) > slas.held_until
                then null
            when slas.metric = 'first_response' then tickets.first_reply_at
            when slas.held_until is not null then solved.solved_at
            when tickets.status in ('solved', 'closed') then tickets.last_solved_at
        end as completed_at,
        case
            when slas.metric = 'first_response' then evidence.first_reply_unknown_because
            else coalesce(
                evidence.resolution_unknown_because,
                case when slas.is_paused_in_pending or slas.is_paused_on_hold then evidence.net_time_unknown_because end
            )
        end as unknown_because,
        slas.due_at,
        slas.fulfilled_at,
        slas.is_breached,
        slas.elapsed_minutes
    from slas
    inner join {{ ref('int_ticket_milestones') }} as tickets on slas.ticket_id = tickets.ticket_id
    left join {{ ref('int_sla_policies') }} as policies on slas.policy_id = policies.policy_id
    left join schedules on slas.schedule_id = schedules.schedule_id
    left join {{ ref('int_ticket_business_time') }} as business_time on slas.ticket_id = business_time.ticket_id
    left join {{ ref('int_ticket_evidence') }} as evidence on slas.ticket_id = evidence.ticket_id
    left join solved_when_it_ended as solved
        on
            slas.ticket_id = solved.ticket_id
            and slas.metric = solved.metric
            and slas.target_number = solved.target_number
    where
        slas.metric = 'resolution'
        or (tickets.created_by != 'agent' and not coalesce(tickets.is_solved_on_arrival, false))

)

select
    *,
    coalesce(target_minutes > 0, false) and (schedule_id is not null or not is_in_business_hours) as is_computable
from targets
