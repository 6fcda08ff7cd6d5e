with

versions as (

    select * from {{ ref('base_servicenow__incident_history') }}

)

select
    assignment_group as team_id,
    assignment_group as name,
    cast(null as varchar) as lead_agent_id,
    cast(null as varchar) as schedule_id,
    max(_loaded_at) as _loaded_at

from versions
where assignment_group is not null
group by assignment_group
