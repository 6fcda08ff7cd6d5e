-- What changed from one version of an incident to the next? One row for each field that did.
with

versions as (

    select * from {{ ref('base_servicenow__incident_versions') }}

),

tracked_values as (

    select
        versions.number,
        versions.sys_mod_count,
        versions.sys_updated_at,
        versions.sys_updated_by,
        versions.version_number,
        versions._source_file,
        versions._loaded_at,
        fields.field,
        case fields.field
            when 'status' then versions.incident_state
            when 'assignee' then versions.assigned_to
            when 'team' then versions.assignment_group
            when 'priority' then versions.priority
            when 'channel' then versions.contact_type
        end as new_value

    from versions
    cross join (
        values ('status'), ('assignee'), ('team'), ('priority'), ('channel')
    ) as fields (field)

),

compared as (

    select
        *,
        lag(new_value) over (partition by number, field order by version_number) as old_value

    from tracked_values

)

select
    {{ as_contract('ticket_events', {
        'event_id': "concat_ws('-', number, cast(sys_mod_count as varchar), cast(sys_updated_at as varchar), field)",
        'ticket_id': 'number',
        'occurred_at': 'sys_updated_at',
        'actor_id': 'sys_updated_by',
        'field': 'field',
        'old_value': 'old_value',
        'new_value': 'new_value',
        'change_number': 'version_number',
        '_source_file': '_source_file',
        '_loaded_at': '_loaded_at',
    }) }}

from compared
where
    new_value is distinct from old_value
    -- A ticket's history begins with its first status, team and person; a first priority is no change.
    and (version_number > 1 or field in ('status', 'assignee', 'team'))
