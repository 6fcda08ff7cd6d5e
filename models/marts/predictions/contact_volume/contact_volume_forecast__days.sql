-- The open days of each series, past and to come, with what came in.
with

contacts as (

    select
        contact,
        dimension,
        dimension_value,
        coalesce(team_id, '') as desk,
        date_on,
        cast(sum(contacts) as bigint) as contacts
    from {{ ref('contact_volume_forecast__contacts') }}
    group by contact, dimension, dimension_value, coalesce(team_id, ''), date_on

),

series as (

    select
        contact,
        dimension,
        dimension_value,
        desk,
        min(date_on) as first_on
    from contacts
    group by contact, dimension, dimension_value, desk

)

select
    series.contact,
    series.dimension,
    series.dimension_value,
    series.desk,
    days.date_on,
    days.is_past,
    days.last_on,
    days.until_on,
    days.holiday_share,
    days.after_holiday_share,
    case when days.is_past then coalesce(contacts.contacts, 0) end as contacts

from series
inner join {{ ref('contact_volume_forecast__desk_days') }} as days
    on series.desk = days.desk and series.first_on <= days.date_on
left join contacts
    on
        series.contact = contacts.contact
        and series.dimension = contacts.dimension
        and series.dimension_value = contacts.dimension_value
        and days.date_on = contacts.date_on
-- where nobody tells of calls, none is unknown and not 0
where series.contact = 'ticket' or not days.is_past or days.is_told_of_calls
