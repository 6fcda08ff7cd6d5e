-- The days on which each agent handled calls: how many, and in how many hours.
with

calls as (

    select
        *,
        cast({{ to_reporting_time('answered_at') }} as date) as day_on,
        {{ add_seconds('answered_at', 'coalesce(handle_seconds, 0)') }} as handled_until
    from {{ ref('fct_calls') }}
    where is_answered and answered_at is not null and agent_id is not null

),

days as (

    select
        agent_id,
        day_on,
        count(*) as calls_handled,
        min(answered_at) as first_answered_at,
        max(answered_at) as last_answered_at,
        case when min(team_id) = max(team_id) then min(team_id) end as team_id,
        {{ seconds_between('min(answered_at)', 'max(handled_until)') }} as call_span_seconds
    from calls
    group by agent_id, day_on

),

measured as (

    select
        days.*,
        coalesce(agents.team_id, days.team_id) as current_team_id,
        shifts.shift_seconds
    from days
    left join {{ ref('int_agent_shift_days') }} as shifts
        on days.agent_id = shifts.agent_id and days.day_on = shifts.day_on
    left join {{ ref('int_agents') }} as agents on days.agent_id = agents.agent_id

)

select
    agent_id || '/' || cast(day_on as string) as agent_day_id,
    agent_id,
    current_team_id as team_id,
    day_on,
    first_answered_at,
    last_answered_at,
    calls_handled,
    shift_seconds,
    call_span_seconds,
    shift_seconds is not null as has_shift,
    coalesce(shift_seconds, nullif(call_span_seconds, 0)) / 3600 as hours_on_duty

from measured
