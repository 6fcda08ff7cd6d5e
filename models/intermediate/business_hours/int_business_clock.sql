-- The business clock: for each schedule, stretches that are open at first and then closed, and what was open before.
with

spans as (

    select distinct
        schedules.schedule_id,
        offsets.utc_date,
        offsets.starts_at
    from {{ ref('int_schedules') }} as schedules
    inner join {{ ref('int_utc_offsets') }} as offsets on schedules.timezone = offsets.timezone
    where schedules.is_sound

),

-- each date starts with a stretch of its own, so that an instant finds its stretch by its date
stretches as (

    select
        schedule_id,
        utc_date,
        starts_at,
        0 as open_seconds
    from spans

    union all

    select
        schedule_id,
        utc_date,
        opens_at as starts_at,
        {{ seconds_between('opens_at', 'closes_at') }} as open_seconds
    from {{ ref('int_business_windows') }}

    union all

    select
        schedule_id,
        utc_date,
        starts_at,
        open_seconds
    from {{ ref('int_ticket_clock_stretches') }}

),

merged as (

    select
        schedule_id,
        utc_date,
        starts_at,
        cast(max(open_seconds) as bigint) as open_seconds
    from stretches
    group by schedule_id, utc_date, starts_at

)

select
    schedule_id,
    utc_date,
    starts_at,
    coalesce(
        lead(starts_at) over (partition by schedule_id order by starts_at asc),
        {{ add_seconds('cast(utc_date as timestamp)', 86400) }}
    ) as ends_at,
    open_seconds,
    cast(
        coalesce(
            sum(open_seconds) over (
                partition by schedule_id order by starts_at asc rows between unbounded preceding and 1 preceding
            ),
            0
        ) as bigint
    ) as seconds_before

from merged
