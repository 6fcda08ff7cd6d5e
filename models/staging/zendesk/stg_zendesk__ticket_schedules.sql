-- Schedules that triggers set for tickets. A ticket without one goes by the default.
with

landed as (

    {{ staged('zendesk', 'ticket_schedule') }}

)

select
    {{ as_contract('ticket_schedules', {
        'ticket_id': 'ticket_id',
        'schedule_id': 'schedule_id',
        'applied_at': 'created_at',
        '_loaded_at': '_loaded_at',
    }) }}

from landed
