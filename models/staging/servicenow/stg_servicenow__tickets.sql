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
    {{ as_contract('tickets', {
        'ticket_id': 'last_versions.number',
        'account_id': 'last_versions.company',
        'contact_id': 'last_versions.caller_id',
        'agent_id': 'last_versions.assigned_to',
        'team_id': 'last_versions.assignment_group',
        'channel': 'last_versions.contact_type',
        'ticket_type': "'incident'",
        'priority': 'last_versions.priority',
        'product_area': 'last_versions.subcategory',
        'topic': 'last_versions.category',
        'issue_id': 'last_versions.problem_id',
        'subject': 'last_versions.short_description',
        'status': 'last_versions.incident_state',
        'created_at': 'last_versions.opened_at',
        'solved_at': 'last_versions.resolved_at',
        'closed_at': 'last_versions.closed_at',
        'updated_at': 'last_versions.sys_updated_at',
        'is_history_disordered': 'disordered.number is not null',
        '_source_file': 'last_versions._source_file',
        '_loaded_at': 'last_versions._loaded_at',
    }) }}

from last_versions
left join disordered on last_versions.number = disordered.number
