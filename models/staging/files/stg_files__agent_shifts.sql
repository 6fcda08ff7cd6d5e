select
    {{ blank_to_null('agent_id') }} as agent_id,
    started_at,
    ended_at,
    _loaded_at

from {{ source('files', 'agent_shifts') }}
