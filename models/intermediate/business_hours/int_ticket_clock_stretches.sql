-- The stretches of the business clocks of tickets that change their schedule: open as each schedule is while it holds.
with

spans as (

    select * from {{ ref('int_ticket_schedule_spans') }}
    where clock_id <> schedule_id

),

clocks as (

    select
        clock_id,
        cast(min(starts_at) as date) as first_on
    from spans
    group by clock_id

),

dates as (

    select distinct utc_date from {{ ref('int_utc_offsets') }}

),

windows as (

    select
        spans.clock_id,
        windows.utc_date,
        greatest(windows.opens_at, spans.starts_at) as opens_at,
        least(windows.closes_at, spans.ends_at) as closes_at
    from spans
    inner join {{ ref('int_business_windows') }} as windows
        on
            spans.schedule_id = windows.schedule_id
            and spans.starts_at < windows.closes_at
            and coalesce(spans.ends_at, cast('9999-12-31' as timestamp)) > windows.opens_at

)

-- each date starts with a stretch of its own, so that an instant finds its stretch by its date
select
    clocks.clock_id as schedule_id,
    dates.utc_date,
    cast(dates.utc_date as timestamp) as starts_at,
    0 as open_seconds
from clocks
inner join dates on clocks.first_on <= dates.utc_date

union all

select
    clock_id as schedule_id,
    utc_date,
    opens_at as starts_at,
    {{ seconds_between('opens_at', 'closes_at') }} as open_seconds
from windows
