-- Business hours, one row for each day on which they are open. From 00:00 to 00:00 is the whole day.
{%- set days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] %}
with

hours as (

    {{ salesforce_records('business_hours') }}

),

days as (

    {% for day in days -%}
    select
        id,
        is_default,
        time_zone_sid_key,
        {{ loop.index }} as weekday,
        {{ minutes_of_time(day ~ '_start_time') }} as opens,
        {{ minutes_of_time(day ~ '_end_time') }} as closes,
        _loaded_at
    from hours
    where {{ day }}_start_time is not null and {{ day }}_end_time is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    {{ as_contract('schedules', {
        'schedule_id': 'id',
        'is_default': 'coalesce(is_default, false)',
        'timezone': 'time_zone_sid_key',
        'weekday': 'weekday',
        'opens_at': time_of_minutes('opens'),
        'closes_at': time_of_minutes('case closes when 0 then 1440 else closes end'),
        '_loaded_at': '_loaded_at',
    }) }}

from days
-- a time that cannot be read opens no window
where opens between 0 and 1439 and closes between 0 and 1440
