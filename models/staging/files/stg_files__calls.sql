select
    {{ blank_to_null('call_id') }} as call_id,
    {{ blank_to_null('contact_id') }} as contact_id,
    {{ blank_to_null('account_id') }} as account_id,
    {{ blank_to_null('agent_id') }} as agent_id,
    {{ blank_to_null('team_id') }} as team_id,
    {{ blank_to_null('ticket_id') }} as ticket_id,
    {{ blank_to_null('direction', 80) }} as direction,
    queued_at,
    answered_at,
    ended_at,
    wrap_up_seconds,
    {{ blank_to_null('outcome', 80) }} as outcome,
    _loaded_at

from {{ source('files', 'calls') }}
