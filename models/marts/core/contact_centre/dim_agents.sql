-- The people and bots who answer, by pseudonym; by name only where var `publish_agents` allows it.
select
    agent_id,
    {% if var('publish_agents') %}agent_name{% else %}cast(null as string){% endif %} as agent_name,
    team_id,
    timezone,
    is_bot,
    is_active

from {{ ref('int_agents') }}
