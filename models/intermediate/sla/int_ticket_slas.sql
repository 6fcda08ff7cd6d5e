-- The targets that help desks set for tickets: each once, in the order in which they were set, and until when it held.
with

{{ union_sources('ticket_slas') }},

worded as (

    select
        *,
        lower(metric) as metric_word,
        lower(clock_name) as clock_word
    from arrived

),

-- a target that came again is one; the newest row says what became of it
ranked as (

    select
        *,
        row_number() over (
            partition by ticket_id, metric_word, clock_word, applied_at, policy_id, target_minutes
            order by
                updated_at desc nulls last, _loaded_at desc, removed_at desc nulls last, {{ row_text('worded') }} asc
        ) as recency
    from worded

),

-- clocks of one metric run side by side, so a target ends only by a later one of its own clock; of those of a clock
-- that were set at one instant, the tightest holds, and the others held for no time
ordered as (

    select
        *,
        cast(row_number() over (
            partition by ticket_id, metric_word
            order by
                applied_at asc, target_minutes desc nulls first, policy_id asc nulls first, clock_word asc nulls first
        ) as bigint) as target_number,
        lead(applied_at) over (
            partition by ticket_id, metric_word, clock_word
            order by applied_at asc, target_minutes desc nulls first, policy_id asc nulls first
        ) as next_applied_at
    from ranked
    where recency = 1

)

select
    source,
    ticket_id,
    metric_word as metric,
    clock_word as clock_name,
    target_number,
    policy_id,
    applied_at,
    removed_at,
    least(removed_at, next_applied_at) as held_until,
    target_minutes,
    coalesce(in_business_hours, false) as is_in_business_hours,
    coalesce(pause_on_pending, false) as is_paused_in_pending,
    coalesce(pause_on_hold, false) as is_paused_on_hold,
    schedule_id,
    due_at,
    fulfilled_at,
    is_breached,
    elapsed_minutes,
    updated_at,
    _loaded_at

from ordered
