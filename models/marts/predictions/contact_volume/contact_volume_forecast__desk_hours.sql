-- In which hours is each desk open, from the first contact to the last day that is forecast?
with

days as (

    select
        min(contacts.date_on) as first_on,
        -- the day in which the present lies is not over
        {{ add_days('cast(' ~ to_reporting_time('max(present.as_of)') ~ ' as date)', -1) }} as last_on
    from {{ ref('contact_volume_forecast__contacts') }} as contacts
    cross join {{ ref('int_as_of') }} as present

),

numbers as ({{ numbers_below(36525) }}),

calendar as (

    select
        {{ add_days('days.first_on', 'numbers.number') }} <= days.last_on as is_past,
        days.last_on,
        {{ add_days('days.first_on', 'numbers.number') }} as date_on
    from days
    inner join numbers
        on {{ add_days('days.first_on', 'numbers.number') }} <= {{ add_days('days.last_on', var('forecast_days')) }}

),

hours as ({{ numbers_below(26) }}),

openings as (

    select
        schedule_id,
        date_trunc('hour', {{ to_reporting_time('opens_at') }}) as first_hour_at,
        {{ to_reporting_time('closes_at') }} as closes_at
    from {{ ref('int_business_windows') }}

),

schedule_hours as (

    select distinct
        openings.schedule_id,
        {{ add_seconds('openings.first_hour_at', 'hours.number * 3600') }} as hour_at
    from openings
    inner join hours on {{ add_seconds('openings.first_hour_at', 'hours.number * 3600') }} < openings.closes_at

),

open_hours as (

    select
        desks.desk,
        schedule_hours.hour_at
    from {{ ref('contact_volume_forecast__desks') }} as desks
    inner join schedule_hours on desks.schedule_id = schedule_hours.schedule_id

    union

    -- where nobody says when a desk is open, it always is
    select
        desks.desk,
        {{ add_seconds('cast(calendar.date_on as timestamp)', 'hours.number * 3600') }} as hour_at
    from {{ ref('contact_volume_forecast__desks') }} as desks
    cross join calendar
    inner join hours on hours.number < 24
    where desks.schedule_id is null

)

select
    open_hours.desk,
    calendar.date_on,
    cast(extract(hour from open_hours.hour_at) as integer) as hour,
    {{ from_reporting_time('open_hours.hour_at') }} as starts_at,
    calendar.is_past,
    calendar.last_on

from open_hours
inner join calendar on cast(open_hours.hour_at as date) = calendar.date_on
-- the hour that a clock skips is none
where {{ to_reporting_time(from_reporting_time('open_hours.hour_at')) }} = open_hours.hour_at
