-- Holidays: the export does not say to which business hours one belongs, so it belongs to all, unless var `salesforce`
-- names those of some hours. One that recurs yearly is a row for each year. Parts of days, and days that recur in
-- another way, are left out.
{%- set months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october',
    'november', 'december'] %}
{%- set of_hours = vendor_setting('salesforce', 'holidays') or {} %}
with

hours as (

    {{ salesforce_records('business_hours') }}

),

landed as (

    select
        *,
        case lower(recurrence_month_of_year)
            {%- for month in months %}
            when '{{ month }}' then {{ loop.index }}
            {%- endfor %}
        end as month_number
    from ({{ salesforce_records('holiday') }}) as holidays
    where not is_gone and coalesce(is_all_day, true)

),

-- no holiday is kept for longer than these years
years as (

    {{ numbers_below(40) }}

),

dates as (

    select
        id,
        name,
        activity_date as holiday_on,
        activity_date as begins_on,
        activity_date as ends_on,
        _loaded_at
    from landed
    where not coalesce(is_recurrence, false)

    union all

    select
        landed.id,
        landed.name,
        {{ date_of(
            'year(landed.recurrence_start_date) + years.number',
            'coalesce(landed.month_number, month(landed.recurrence_start_date))',
            'coalesce(landed.recurrence_day_of_month, day(landed.recurrence_start_date))'
        ) }} as holiday_on,
        landed.recurrence_start_date as begins_on,
        landed.recurrence_end_date_only as ends_on,
        landed._loaded_at
    from landed
    cross join years
    where landed.is_recurrence and lower(landed.recurrence_type) = 'recursyearly'

)

select
    {{ as_contract('holidays', {
        'schedule_id': 'hours.id',
        'date': 'dates.holiday_on',
        'name': 'dates.name',
        '_loaded_at': 'dates._loaded_at',
    }) }}

from dates
inner join hours
    on
        case hours.name
            {%- for name, holidays in of_hours.items() %}
            when {{ quoted([name]) }} then dates.name in ({{ quoted(holidays) }})
            {%- else %}
            when null then false
            {%- endfor %}
            else true
        end
where dates.holiday_on >= dates.begins_on and coalesce(dates.holiday_on <= dates.ends_on, true)
