select
    {{ blank_to_null('event_id') }} as event_id,
    {{ blank_to_null('ticket_id') }} as ticket_id,
    occurred_at,
    {{ blank_to_null('actor_id') }} as actor_id,
    {{ blank_to_null('actor_type', 80) }} as actor_type,
    {{ blank_to_null('field', 80) }} as field,
    {{ blank_to_null('old_value') }} as old_value,
    {{ blank_to_null('new_value') }} as new_value,
    _loaded_at

from {{ source('files', 'ticket_events') }}
