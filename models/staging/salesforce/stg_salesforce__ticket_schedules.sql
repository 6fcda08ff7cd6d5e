-- The business hours that cases go by: by their history, where it is tracked, else those that the case has now.
with

changes as (

    select * from {{ ref('base_salesforce__case_changes') }}
    where field = 'hours'

),

applied as (

    select
        case_id,
        new_value as business_hours_id,
        occurred_at as applied_at,
        _loaded_at
    from changes
    where new_value is not null

    union all

    select
        id as case_id,
        business_hours_id,
        created_date as applied_at,
        _loaded_at
    from {{ ref('base_salesforce__cases') }}
    where business_hours_id is not null and id not in (select changes.case_id from changes)

)

select
    {{ as_contract('ticket_schedules', {
        'ticket_id': 'case_id',
        'schedule_id': 'business_hours_id',
        'applied_at': 'applied_at',
        '_loaded_at': '_loaded_at',
    }) }}

from applied
