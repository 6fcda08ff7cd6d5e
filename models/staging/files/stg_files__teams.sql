select
    {{ blank_to_null('team_id') }} as team_id,
    {{ blank_to_null('name') }} as name,
    {{ blank_to_null('lead_agent_id') }} as lead_agent_id,
    {{ blank_to_null('schedule_id') }} as schedule_id,
    _loaded_at

from {{ source('files', 'teams') }}
