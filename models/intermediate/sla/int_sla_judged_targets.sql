-- How long did each SLA target take on its own clock, when was it due, and was it kept?
with

instances as (

    select * from {{ ref('int_sla_instances') }}

),

pauses as (

    select * from {{ ref('int_sla_pauses') }}

),

clocked as (

    select
        instances.*,
        coalesce(pauses.paused_seconds, 0) as paused_seconds,
        coalesce(pauses.paused_before_due_seconds, 0) as paused_before_due_seconds,
        coalesce(pauses.is_still_paused, false) as is_still_paused,
        case
            when instances.is_in_business_hours then {{ business_clock_at('start', 'instances.started_at') }}
            else 0
        end as started_clock,
        case
            when instances.is_in_business_hours then {{ business_clock_at('finish', 'instances.ended_at') }}
            else {{ seconds_between('instances.started_at', 'instances.ended_at') }}
        end as ended_clock

    from instances
    left join pauses
        on
            instances.ticket_id = pauses.ticket_id
            and instances.metric = pauses.metric
            and coalesce(instances.target_number, 0) = coalesce(pauses.target_number, 0)
    {{ join_business_clock('start', 'instances.schedule_id', 'instances.started_at') }}
    {{ join_business_clock('finish', 'instances.schedule_id', 'instances.ended_at') }}

),

-- rounded to the microsecond, so that exactly the target is exactly the target
measured as (

    select
        *,
        round(ended_clock - started_clock - paused_seconds, 6) as elapsed_seconds,
        round(started_clock + target_minutes * 60 + paused_before_due_seconds, 6) as due_clock

    from clocked

),

judged as (

    select
        measured.*,
        case
            when measured.is_still_paused then null
            when measured.is_in_business_hours then {{ instant_at_business_clock('due', 'measured.due_clock') }}
            else {{ add_seconds('measured.started_at', 'measured.due_clock') }}
        end as due_at,
        measured.elapsed_seconds > measured.target_minutes * 60 as is_missed,
        measured.completed_at is not null or measured.elapsed_seconds > measured.target_minutes * 60 as is_due

    from measured
    {{ join_business_clock_inverse('due', 'measured.schedule_id', 'measured.due_clock') }}
    -- no time has elapsed for a ticket that is older than the table of the business clock
    where measured.elapsed_seconds is not null

)

select
    judged.ticket_id,
    judged.policy_id,
    judged.metric,
    judged.target_number,
    judged.applied_at,
    judged.is_promise,
    judged.target_minutes,
    judged.is_in_business_hours,
    judged.elapsed_seconds,
    judged.due_at,
    judged.completed_at,
    judged.held_until,
    judged.is_due,
    case when judged.is_due and judged.unknown_because is null then not judged.is_missed end as is_kept,
    case when judged.is_due then judged.unknown_because end as is_kept_unknown_because,
    case when judged.is_missed then judged.due_at else judged.completed_at end as observed_at,
    judged.is_breached

from judged
