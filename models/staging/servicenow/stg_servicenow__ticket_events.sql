-- What changed from one version of an incident to the next? One row for each field that did.
with

versions as (

    select * from {{ ref('base_servicenow__incident_versions') }}

),

tracked_values as (

    {{ values_of_versions('versions', {
        'status': 'incident_state', 'assignee': 'assigned_to', 'team': 'assignment_group', 'priority': 'priority',
        'channel': 'contact_type'
    }) }}

),

changes as (

    {{ history_events(
        'tracked_values', ticket='number', field='field', value='value', at='sys_updated_at', actor='sys_updated_by',
        order='version_number', version='sys_mod_count'
    ) }}

)

select
    {{ as_contract('ticket_events', {
        'event_id': 'event_id',
        'ticket_id': 'ticket_id',
        'occurred_at': 'occurred_at',
        'actor_id': 'actor_id',
        'field': 'field',
        'old_value': 'old_value',
        'new_value': 'new_value',
        'change_number': 'place',
        '_source_file': '_source_file',
        '_loaded_at': '_loaded_at',
    }) }}

from changes
-- A ticket's history begins with its first status, team and person; a first priority is no change.
where place > 1 or field in ('status', 'assignee', 'team')
