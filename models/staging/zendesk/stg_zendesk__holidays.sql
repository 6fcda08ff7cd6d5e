-- Holidays: one row for each day, the last one among them.
with

landed as (

    {{ staged('zendesk', 'schedule_holiday') }}

),

holidays as (

    {{ current_rows('landed', ['schedule_id', 'start_date', 'name'], line=none) }}

),

-- no holiday is longer than a year
days as (

    {{ numbers_below(366) }}

)

select distinct
    {{ as_contract('holidays', {
        'schedule_id': 'holidays.schedule_id',
        'date': add_days('holidays.start_date', 'days.number'),
        'name': 'holidays.name',
        '_loaded_at': 'holidays._loaded_at',
    }) }}

from holidays
inner join days
    on {{ add_days('holidays.start_date', 'days.number') }} <= coalesce(holidays.end_date, holidays.start_date)
where
    not coalesce(holidays._fivetran_deleted, false)
    -- with a schedule its holidays go, which its tickets had
    or holidays.schedule_id in (
        select windows.id from {{ ref('base_zendesk__schedule_windows') }} as windows
        where windows.is_gone
    )
