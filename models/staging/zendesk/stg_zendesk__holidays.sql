-- Holidays: one row for each day, the last one among them.
with

landed as (

    {{ staged('zendesk', 'schedule_holiday') }}

),

-- no holiday is longer than a year
days as (

    {{ numbers_below(366) }}

)

select distinct
    {{ as_contract('holidays', {
        'schedule_id': 'landed.schedule_id',
        'date': add_days('landed.start_date', 'days.number'),
        'name': 'landed.name',
        '_loaded_at': 'landed._loaded_at',
    }) }}

from landed
inner join days
    on {{ add_days('landed.start_date', 'days.number') }} <= coalesce(landed.end_date, landed.start_date)
where not coalesce(landed._fivetran_deleted, false)
