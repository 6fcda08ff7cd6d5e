-- The teams, with who leads them: by pseudonym, by name only where var `publish_agents` allows it.
select
    teams.team_id,
    teams.team_name,
    teams.lead_agent_id,
    {% if var('publish_agents') %}leads.agent_name{% else %}cast(null as string){% endif %} as lead_name,
    teams.schedule_id

from {{ ref('int_teams') }} as teams
left join {{ ref('int_agents') }} as leads on teams.lead_agent_id = leads.agent_id
