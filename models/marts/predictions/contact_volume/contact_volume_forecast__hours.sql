-- The open hours of those days, with the calls that came in: of calls alone, which are staffed for by the hour.
select
    days.contact,
    days.dimension,
    days.dimension_value,
    days.date_on,
    open_hours.hour,
    case when days.is_past then coalesce(contacts.contacts, 0) end as contacts

from {{ ref('contact_volume_forecast__days') }} as days
inner join {{ ref('contact_volume_forecast__desk_hours') }} as open_hours
    on days.desk = open_hours.desk and days.date_on = open_hours.date_on
left join {{ ref('contact_volume_forecast__contacts') }} as contacts
    on
        days.contact = contacts.contact
        and days.dimension = contacts.dimension
        and days.dimension_value = contacts.dimension_value
        and days.date_on = contacts.date_on
        and open_hours.hour = contacts.hour
where days.contact = 'call'
