select
    {{ blank_to_null('agent_id') }} as agent_id,
    {{ blank_to_null('name') }} as name,
    {{ blank_to_null('team_id') }} as team_id,
    {{ blank_to_null('timezone') }} as timezone,
    hourly_cost,
    is_bot,
    is_active,
    _loaded_at

from {{ source('files', 'agents') }}
