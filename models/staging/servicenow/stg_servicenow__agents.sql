with

versions as (

    select * from {{ ref('base_servicenow__incident_history') }}

)

select
    assigned_to as agent_id,
    assigned_to as name,
    cast(null as varchar) as team_id,
    cast(null as varchar) as timezone,
    cast(null as decimal(18, 2)) as hourly_cost,
    cast(null as boolean) as is_bot,
    cast(null as boolean) as is_active,
    max(_loaded_at) as _loaded_at

from versions
where assigned_to is not null
group by assigned_to
