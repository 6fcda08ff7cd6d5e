-- The working windows of each schedule: one row a window, in seconds of its local day.
with

{{ union_sources('schedules') }},

-- where a file landed twice, each window is there twice
windows as (

    select
        schedule_id,
        timezone,
        weekday,
        {{ seconds_of_day('opens_at') }} as opens_seconds,
        {{ seconds_of_day('closes_at') }} as closes_seconds,
        max(coalesce(is_default, false)) as is_default

    from arrived
    group by all

)

select
    schedule_id,
    timezone,
    weekday,
    opens_seconds,
    closes_seconds,
    max(is_default) over (partition by schedule_id) as is_default

from windows
