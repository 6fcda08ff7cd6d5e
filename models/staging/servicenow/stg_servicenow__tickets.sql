with

versions as (

    select * from {{ ref('base_servicenow__incident_versions') }}

),

disordered as (

    select distinct number
    from versions
    where is_back_in_time

),

last_versions as (

    select *
    from versions
    where is_last_version

)

select
    last_versions.number as ticket_id,
    last_versions.company as account_id,
    last_versions.caller_id as contact_id,
    last_versions.assigned_to as agent_id,
    last_versions.assignment_group as team_id,
    last_versions.contact_type as channel,
    'incident' as ticket_type,
    last_versions.priority,
    cast(null as varchar) as complexity,
    last_versions.subcategory as product_area,
    last_versions.category as topic,
    last_versions.problem_id as issue_id,
    last_versions.short_description as subject,
    last_versions.incident_state as status,
    last_versions.opened_at as created_at,
    cast(null as timestamp) as first_response_at,
    last_versions.resolved_at as solved_at,
    last_versions.closed_at,
    last_versions.sys_updated_at as updated_at,
    cast(null as double) as handling_minutes,
    cast(null as varchar) as merged_into_ticket_id,
    cast(null as varchar) as follow_up_of_ticket_id,
    cast(null as varchar) as created_by,
    cast(null as boolean) as is_spam,
    cast(null as timestamp) as deleted_at,
    disordered.number is not null as is_history_disordered,
    last_versions._loaded_at

from last_versions
left join disordered on last_versions.number = disordered.number
