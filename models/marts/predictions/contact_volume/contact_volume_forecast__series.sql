-- What is known of each series: how many days and contacts, whether it goes on, and whether its level has just moved.
with

present as (

    select
        min(last_on) as last_on,
        {{ add_days('min(last_on)', -365) }} as year_before_on,
        {{ add_days('min(last_on)', -28) }} as month_before_on
    from {{ ref('contact_volume_forecast__desk_hours') }}

),

days as (

    select
        days.contact,
        days.dimension,
        days.dimension_value,
        cast(count(days.contacts) as integer) as days,
        coalesce(max(days.date_on) filter (where days.contacts is not null) > max(present.month_before_on), false)
            as goes_on,
        avg(days.contacts) filter (where days.date_on > present.year_before_on) as contacts_per_day,
        coalesce(sum(days.contacts) filter (where days.date_on > present.year_before_on), 0) as contacts_while_open
    from {{ ref('contact_volume_forecast__days') }} as days
    cross join present
    group by days.contact, days.dimension, days.dimension_value

),

contacts as (

    select
        contacts.contact,
        contacts.dimension,
        contacts.dimension_value,
        sum(contacts.contacts) as contacts
    from {{ ref('contact_volume_forecast__contacts') }} as contacts
    inner join present on contacts.date_on > present.year_before_on and contacts.date_on <= present.last_on
    group by contacts.contact, contacts.dimension, contacts.dimension_value

)

select
    days.contact,
    days.dimension,
    days.dimension_value,
    days.days,
    days.goes_on,
    days.contacts_per_day,
    1 - days.contacts_while_open / contacts.contacts as closed_share,
    -- of less than one a day, chance alone moves a month's sum that far
    coalesce(methods.is_level_shift and days.contacts_per_day >= 1, false) as is_level_shift

from days
left join contacts
    on
        days.contact = contacts.contact
        and days.dimension = contacts.dimension
        and days.dimension_value = contacts.dimension_value
left join {{ ref('contact_volume_forecast__methods') }} as methods
    on
        methods.row_kind = 'series'
        and days.contact = methods.contact
        and days.dimension = methods.dimension
        and days.dimension_value = methods.dimension_value
