-- The teams, with who leads them and the schedule they work to.
with

{{ union_sources('teams', 'team_id') }}

select
    source,
    copies,
    copy_rule,
    team_id,
    coalesce(name, team_id) as team_name,
    {{ pseudonym('lead_agent_id') }} as lead_agent_id,
    schedule_id,
    _loaded_at

from latest
