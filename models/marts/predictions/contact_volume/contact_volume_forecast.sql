-- How many tickets and calls will come on each of the next open days, and calls in each open hour?
with

desk_hours as (

    select
        desk,
        date_on,
        hour,
        starts_at
    from {{ ref('contact_volume_forecast__desk_hours') }}
    where not is_past

),

days as (

    select
        contact,
        dimension,
        dimension_value,
        desk,
        date_on,
        holiday_share > 0 as is_holiday
    from {{ ref('contact_volume_forecast__days') }}
    where not is_past

)

select
    expected.contact,
    expected.grain,
    expected.dimension,
    expected.dimension_value,
    expected.date_on,
    expected.hour,
    coalesce(desk_hours.starts_at, {{ from_reporting_time('cast(expected.date_on as timestamp)') }}) as starts_at,
    expected.expected,
    expected.low_80,
    expected.high_80,
    expected.low_95,
    expected.high_95,
    days.is_holiday,
    verdicts.method,
    verdicts.verdict

from {{ ref('contact_volume_forecast__methods') }} as expected
inner join {{ ref('contact_volume_forecast__verdicts') }} as verdicts
    on
        expected.contact = verdicts.contact
        and expected.grain = verdicts.grain
        and expected.dimension = verdicts.dimension
        and expected.dimension_value = verdicts.dimension_value
        and expected.method = verdicts.method
inner join days
    on
        expected.contact = days.contact
        and expected.dimension = days.dimension
        and expected.dimension_value = days.dimension_value
        and expected.date_on = days.date_on
left join desk_hours
    on days.desk = desk_hours.desk and expected.date_on = desk_hours.date_on and expected.hour = desk_hours.hour
where expected.row_kind = 'forecast'
