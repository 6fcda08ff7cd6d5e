-- The people and bots who answer, by pseudonym; `landed_agent_id` and the name stay in the build file.
with

{{ union_sources('agents', 'agent_id') }}

select
    source,
    copies,
    copy_rule,
    agent_id as landed_agent_id,
    {{ pseudonym('agent_id') }} as agent_id,
    name as agent_name,
    team_id,
    timezone,
    cast(hourly_cost as double) as hourly_cost_amount,
    coalesce(is_bot, false) as is_bot,
    coalesce(is_active, true) as is_active,
    _loaded_at

from latest
