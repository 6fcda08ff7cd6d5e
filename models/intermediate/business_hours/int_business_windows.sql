-- When each schedule is open, in UTC: one row a window, cut where a UTC date or an offset begins.
with

zones as (

    select distinct
        schedule_id,
        timezone
    from {{ ref('int_schedules') }}
    where is_sound

),

spans as (

    select
        zones.schedule_id,
        offsets.*
    from zones
    inner join {{ ref('int_utc_offsets') }} as offsets on zones.timezone = offsets.timezone

),

two_days as ({{ numbers_below(2) }}),

-- a UTC date touches two local dates at most
local_days as (

    select
        spans.*,
        date_trunc('day', {{ add_seconds('spans.starts_at', 'spans.offset_seconds + two_days.number * 86400') }})
            as local_midnight_at
    from spans
    cross join two_days

),

-- moved to UTC by the span's offset and cut to the span: an instant is open if its own wall time is
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
    inner join {{ ref('int_schedules') }} as schedules
        on
            local_days.schedule_id = schedules.schedule_id
            and {{ iso_weekday('local_days.local_midnight_at') }} = schedules.weekday
    left join {{ ref('int_holidays') }} as holidays
        on
            local_days.schedule_id = holidays.schedule_id
            and cast(local_days.local_midnight_at as date) = holidays.holiday_on
    where holidays.schedule_id is null

)

select
    schedule_id,
    utc_date,
    opens_at,
    closes_at

from windows
where opens_at < closes_at
