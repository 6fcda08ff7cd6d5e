-- How long did each resolution clock stand still (pending, on hold), by its own time, and how long before it was due?
with

instances as (

    select * from {{ ref('int_sla_instances') }}
    where is_paused_in_pending or is_paused_on_hold

),

spans as (

    select * from {{ ref('int_ticket_status_spans') }}
    where status in ('pending', 'hold')

),

pauses as (

    select
        instances.ticket_id,
        instances.metric,
        instances.target_number,
        instances.schedule_id,
        instances.is_in_business_hours,
        instances.target_minutes,
        instances.started_at,
        spans.started_at as paused_at,
        least(coalesce(spans.ended_at, instances.ended_at), instances.ended_at) as resumed_at,
        coalesce(spans.ended_at > instances.ended_at, true) as is_still_paused
    from instances
    inner join spans on instances.ticket_id = spans.ticket_id and instances.ended_at > spans.started_at
    where
        (spans.status = 'pending' and instances.is_paused_in_pending)
        or (spans.status = 'hold' and instances.is_paused_on_hold)

),

clocked as (

    select
        pauses.*,
        case
            when pauses.is_in_business_hours
                then
                    {{ business_clock_at('pause', 'pauses.paused_at') }}
                    - {{ business_clock_at('start', 'pauses.started_at') }}
            else {{ seconds_between('pauses.started_at', 'pauses.paused_at') }}
        end as began_after_seconds,
        case
            when pauses.is_in_business_hours
                then
                    {{ business_clock_at('resumption', 'pauses.resumed_at') }}
                    - {{ business_clock_at('pause', 'pauses.paused_at') }}
            else {{ seconds_between('pauses.paused_at', 'pauses.resumed_at') }}
        end as lasted_seconds
    from pauses
    {{ join_business_clock('start', 'pauses.schedule_id', 'pauses.started_at') }}
    {{ join_business_clock('pause', 'pauses.schedule_id', 'pauses.paused_at') }}
    {{ join_business_clock('resumption', 'pauses.schedule_id', 'pauses.resumed_at') }}

),

-- a pause puts off the due time only if the clock had not yet reached its target
ran as (

    select
        *,
        round(
            began_after_seconds - coalesce(
                sum(lasted_seconds) over (
                    partition by ticket_id, target_number
                    order by paused_at asc, resumed_at asc
                    rows between unbounded preceding and 1 preceding
                ),
                0
            ),
            6
        ) < target_minutes * 60 as is_before_due
    from clocked

)

select
    ticket_id,
    metric,
    target_number,
    sum(lasted_seconds) as paused_seconds,
    coalesce(sum(lasted_seconds) filter (where is_before_due), 0) as paused_before_due_seconds,
    bool_or(is_still_paused and is_before_due) as is_still_paused

from ran
group by ticket_id, metric, target_number
