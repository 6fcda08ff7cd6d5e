-- The keys of each team that observations name, and of its lead, and one number for what is said of the team.
with

dimension_values as (

    select * from {{ ref('metric_dimension_values') }}

)

select
    team_values.value_key as team_key,
    lead_values.value_key as lead_key,
    {{ key_of('teams.lead_agent_id') }} as attributes_code,
    team_values.source_value as team_id,
    {{ key_of('team_values.source_value') }} as team_code

from dimension_values as team_values
left join {{ ref('dim_teams') }} as teams on team_values.source_value = teams.team_id
left join dimension_values as lead_values
    on lead_values.dimension = 'lead' and teams.lead_agent_id = lead_values.source_value
where team_values.dimension = 'team'
