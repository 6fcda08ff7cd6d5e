-- The working windows of each schedule as they landed: one row a window, in seconds of its local day.
with

{{ union_sources('schedules') }},

-- where a file landed twice, each window is there twice
windows as (

    select
        schedule_id,
        min(source) as source,
        timezone,
        weekday,
        {{ seconds_of_day('opens_at') }} as opens_seconds,
        {{ seconds_of_day('closes_at') }} as closes_seconds,
        max(coalesce(is_default, false)) as is_default

    from arrived
    group by schedule_id, timezone, weekday, opens_at, closes_at

)

select
    schedule_id,
    source,
    timezone,
    weekday,
    opens_seconds,
    closes_seconds,
    max(is_default) over (partition by schedule_id) as is_default

from windows
