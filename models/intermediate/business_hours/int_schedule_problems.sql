-- Which schedules contradict themselves, and how? No clock is built from them.
with

schedules as (

    select
        *,
        row_number() over (order by schedule_id, weekday, opens_seconds, closes_seconds) as window_number
    from {{ ref('int_schedule_windows') }}

),

known_timezones as (

    {{ known_timezones() }}

),

defaults as (

    select
        schedule_id,
        count(*) over (partition by source) as default_schedules
    from schedules
    where is_default
    group by source, schedule_id

),

problems as (

    select
        schedule_id,
        'weekday ' || weekday || ' has a window that does not close after it opens' as problem
    from schedules
    where closes_seconds <= opens_seconds

    union

    select
        earlier.schedule_id,
        'weekday ' || earlier.weekday || ' has windows that overlap' as problem
    from schedules as earlier
    inner join schedules as later
        on
            earlier.schedule_id = later.schedule_id
            and earlier.weekday = later.weekday
            and earlier.window_number < later.window_number
            and earlier.opens_seconds < later.closes_seconds
            and earlier.closes_seconds > later.opens_seconds

    union

    select
        schedule_id,
        'there is no weekday ' || weekday || ' (1 is Monday, 7 is Sunday)' as problem
    from schedules
    where weekday not between 1 and 7

    union

    select
        schedules.schedule_id,
        'the time zone ' || schedules.timezone || ' is unknown' as problem
    from schedules
    left join known_timezones on lower(schedules.timezone) = known_timezones.timezone
    where known_timezones.timezone is null

    union

    select
        schedule_id,
        'it has more than one time zone' as problem
    from schedules
    group by schedule_id
    having count(distinct timezone) > 1

    union

    select
        schedule_id,
        'it is not the only one of its source marked default' as problem
    from defaults
    where default_schedules > 1

)

select
    problems.schedule_id,
    problems.problem,
    -- such schedules have hours, but hold for nobody who has none
    problems.problem = 'it is not the only one of its source marked default' as is_of_default

from problems
