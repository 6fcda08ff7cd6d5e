-- Which ticket had to meet which SLA target, by which schedule, and from when to when did it take?
select
    ticket_id,
    policy_id,
    metric,
    cast(null as bigint) as target_number,
    cast(null as timestamp) as applied_at,
    is_promise,
    target_minutes,
    is_in_business_hours,
    is_paused_in_pending,
    is_paused_on_hold,
    schedule_id,
    unknown_because,
    started_at,
    cast(null as timestamp) as held_until,
    completed_at,
    ended_at,
    cast(null as boolean) as is_breached
from {{ ref('int_sla_policy_targets') }}

union all

-- a target that was taken back is judged by how things stood then
select
    targets.ticket_id,
    targets.policy_id,
    targets.metric,
    targets.target_number,
    targets.applied_at,
    targets.is_promise,
    targets.target_minutes,
    targets.is_in_business_hours,
    targets.is_paused_in_pending,
    targets.is_paused_on_hold,
    targets.schedule_id,
    targets.unknown_because,
    targets.started_at,
    case when targets.held_until <= as_of.as_of then targets.held_until end as held_until,
    case when targets.completed_at <= as_of.as_of then targets.completed_at end as completed_at,
    least(coalesce(targets.completed_at, targets.held_until, as_of.as_of), as_of.as_of) as ended_at,
    targets.is_breached
from {{ ref('int_sla_ticket_targets') }} as targets
cross join {{ ref('int_as_of') }} as as_of
where
    targets.is_computable
    and targets.started_at <= as_of.as_of
    and coalesce(targets.completed_at >= targets.started_at, true)
