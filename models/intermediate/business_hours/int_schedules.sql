-- The working windows of each schedule, and whether a clock can be built from it.
with

unsound as (

    select distinct schedule_id
    from {{ ref('int_schedule_problems') }}
    where not is_of_default

),

not_default as (

    select distinct schedule_id
    from {{ ref('int_schedule_problems') }}
    where is_of_default

)

select
    windows.schedule_id,
    windows.source,
    windows.timezone,
    windows.weekday,
    windows.opens_seconds,
    windows.closes_seconds,
    unsound.schedule_id is null as is_sound,
    windows.is_default and unsound.schedule_id is null and not_default.schedule_id is null as is_default

from {{ ref('int_schedule_windows') }} as windows
left join unsound on windows.schedule_id = unsound.schedule_id
left join not_default on windows.schedule_id = not_default.schedule_id
