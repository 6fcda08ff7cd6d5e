-- How did each inbound call leave its queue, when, and after how long?
with

calls as (

    select
        calls.*,
        as_of.as_of - interval '1' day as a_day_ago,
        calls.answered_at is null and calls.ended_at is null as is_without_end,
        {{ is_told('evidence') }} as is_told
    from {{ ref('int_calls') }} as calls
    cross join {{ ref('int_as_of') }} as as_of
    {{ join_evidence('evidence', 'abandoned_call', 'calls.source', 'calls.queued_at') }}
    where calls.direction <> 'outbound'

),

left_queue as (

    select
        *,
        -- nobody waits for a day: a caller of whom nothing else is known has left
        coalesce(
            outcome,
            case when direction = 'inbound' and is_outcome_readable and queued_at < a_day_ago then 'abandoned' end
        ) as final_outcome,
        case when outcome = 'answered' then answered_at else ended_at end as left_at
    from calls
    where outcome is not null or not is_without_end or not is_outcome_readable or queued_at < a_day_ago

),

explained as (

    select
        *,
        case when direction <> 'inbound' or final_outcome is null then 'unknown_word' end as word_unknown_because,
        -- where those who gave up are never written down, the others say nothing of them
        case
            when direction <> 'inbound' or final_outcome is null then 'unknown_word'
            when not is_told then 'not_told'
        end as outcome_unknown_because,
        case
            when left_at is null then 'not_told'
            when
                is_queued_at_date_only
                or case when outcome = 'answered' then is_answered_at_date_only else is_ended_at_date_only end
                then 'no_time_of_day'
            when left_at < queued_at then 'disordered'
        end as end_unknown_because
    from left_queue

),

timed as (

    select
        *,
        coalesce(word_unknown_because, end_unknown_because) as wait_seconds_unknown_because,
        case
            when word_unknown_because is null and end_unknown_because is null
                then {{ seconds_between('queued_at', 'left_at') }}
        end as wait_seconds
    from explained

)

select
    call_id,
    final_outcome as outcome,
    -- an end that nobody knows, or that cannot be, takes no call out of its period
    case when end_unknown_because is null then left_at else queued_at end as queue_ended_at,
    wait_seconds,
    wait_seconds_unknown_because,
    coalesce(final_outcome = 'abandoned' and wait_seconds <= {{ var('short_abandon_seconds') }}, false)
        as is_short_abandon,
    case when outcome_unknown_because is null then final_outcome = 'abandoned' end as is_abandoned,
    outcome_unknown_because as is_abandoned_unknown_because,
    case
        when outcome_unknown_because is null
            then is_answered and case when is_answered then wait_seconds <= {{ var('service_level_seconds') }} end
    end as is_answered_in_time,
    coalesce(outcome_unknown_because, case when is_answered then end_unknown_because end)
        as is_answered_in_time_unknown_because

from timed
