-- The business clock read backwards: the open stretches, once for each hour of business time that they touch.
with

stretches as (

    select
        *,
        -- the clock reads more than seconds_before only after the start: hour 1 is (0, 3600]
        cast(floor(seconds_before / 3600e0) as bigint) + 1 as first_hour,
        cast(ceil((seconds_before + open_seconds) / 3600e0) as bigint) as last_hour

    from {{ ref('int_business_clock') }}
    where open_seconds > 0

),

-- no stretch is longer than a day, so none touches more than 25 hours
hours as ({{ numbers_below(25) }})

select
    stretches.schedule_id,
    stretches.first_hour + hours.number as clock_hour,
    stretches.starts_at,
    stretches.open_seconds,
    stretches.seconds_before

from stretches
inner join hours on stretches.first_hour + hours.number <= stretches.last_hour
