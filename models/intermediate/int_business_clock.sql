-- The business clock: for each schedule, stretches that are open at first and then closed, and what was open before.
with

schedules as (

    select * from {{ ref('int_schedules') }}

),

holidays as (

    select * from {{ ref('int_holidays') }}

),

offsets as (

    select * from {{ ref('int_utc_offsets') }}

),

spans as (

    select
        zones.schedule_id,
        offsets.*

    from (select distinct schedule_id, timezone from schedules) as zones
    inner join offsets on zones.timezone = offsets.timezone

),

-- a UTC date touches two local dates at most
local_days as (

    select
        spans.*,
        date_trunc('day', {{ add_seconds('spans.starts_at', 'spans.offset_seconds + days.number * 86400') }})
            as local_midnight_at

    from spans
    cross join ({{ numbers_below(2) }}) as days

),

-- moved to UTC by the span's offset and cut to the span: whatever the clock does, an instant is open if its wall time is
windows as (

    select
        local_days.schedule_id,
        local_days.utc_date,
        greatest(
            {{ add_seconds('local_days.local_midnight_at', 'schedules.opens_seconds - local_days.offset_seconds') }},
            local_days.starts_at
        ) as opens_at,
        least(
            {{ add_seconds('local_days.local_midnight_at', 'schedules.closes_seconds - local_days.offset_seconds') }},
            local_days.ends_at
        ) as closes_at

    from local_days
    inner join schedules
        on
            local_days.schedule_id = schedules.schedule_id
            and {{ iso_weekday('local_days.local_midnight_at') }} = schedules.weekday
    left join holidays
        on
            local_days.schedule_id = holidays.schedule_id
            and cast(local_days.local_midnight_at as date) = holidays.holiday_on
    where holidays.schedule_id is null

),

-- each date starts with a stretch of its own, so that an instant finds its stretch by its date
stretches as (

    select schedule_id, utc_date, starts_at, 0 as open_seconds
    from spans

    union all

    select schedule_id, utc_date, opens_at as starts_at, {{ seconds_between('opens_at', 'closes_at') }} as open_seconds
    from windows
    where opens_at < closes_at

),

merged as (

    select schedule_id, utc_date, starts_at, cast(max(open_seconds) as bigint) as open_seconds
    from stretches
    group by schedule_id, utc_date, starts_at

)

select
    schedule_id,
    utc_date,
    starts_at,
    coalesce(
        lead(starts_at) over (partition by schedule_id order by starts_at),
        {{ add_seconds('cast(utc_date as timestamp)', 86400) }}
    ) as ends_at,
    open_seconds,
    cast(
        coalesce(
            sum(open_seconds) over (
                partition by schedule_id order by starts_at rows between unbounded preceding and 1 preceding
            ),
            0
        ) as bigint
    ) as seconds_before

from merged
