-- How far each time zone in use is ahead of UTC, in spans of one UTC date at most.
with

zones as (

    select distinct timezone from {{ ref('int_schedules') }}
    where is_sound

),

days as ({{ numbers_below(36525) }}),

minutes as ({{ numbers_below(1440) }}),

midnights as (

    select {{ add_seconds('cast(clock_range.first_on as timestamp)', 'days.number * 86400') }} as midnight_at
    from {{ ref('int_business_clock_range') }} as clock_range
    -- and one day more, to see whether the offset changes on the last one
    inner join days on days.number <= {{ seconds_between('clock_range.first_on', 'clock_range.last_on') }} / 86400 + 1

),

midnight_offsets as (

    select
        zones.timezone,
        midnights.midnight_at,
        {{ seconds_between('midnights.midnight_at', to_local_time('midnights.midnight_at', 'zones.timezone')) }}
            as offset_seconds
    from zones
    cross join midnights

),

zone_days as (

    select
        *,
        lead(midnight_at) over (partition by timezone order by midnight_at asc) as next_midnight_at,
        lead(offset_seconds) over (partition by timezone order by midnight_at asc) as next_offset_seconds
    from midnight_offsets

),

-- clocks change on a whole minute, and some at 00:01
probes as (

    select
        timezone,
        midnight_at,
        next_midnight_at,
        midnight_at as probed_at,
        offset_seconds
    from zone_days
    where offset_seconds = next_offset_seconds

    union all

    select
        zone_days.timezone,
        zone_days.midnight_at,
        zone_days.next_midnight_at,
        {{ add_seconds('zone_days.midnight_at', 'minutes.number * 60') }} as probed_at,
        {{ seconds_between('probed_at', to_local_time('probed_at', 'zone_days.timezone')) }} as offset_seconds
    from zone_days
    cross join minutes
    where zone_days.offset_seconds != zone_days.next_offset_seconds

),

spans as (

    select
        timezone,
        midnight_at,
        next_midnight_at,
        offset_seconds,
        min(probed_at) as starts_at
    from probes
    group by timezone, midnight_at, next_midnight_at, offset_seconds

)

select
    timezone,
    cast(midnight_at as date) as utc_date,
    starts_at,
    coalesce(
        lead(starts_at) over (partition by timezone, midnight_at order by starts_at asc), next_midnight_at
    ) as ends_at,
    cast(offset_seconds as bigint) as offset_seconds

from spans
