-- What changed of each ticket? A deletion is no change of status: the ticket says so itself.
with

history as (

    select *
    from {{ ref('base_zendesk__field_history') }}
    where not (field_name = 'status' and coalesce(lower(value) = 'deleted', false))

),

roles as (

    select * from {{ ref('base_zendesk__roles') }}

),

changes as (

    {{ history_events(
        'history', ticket='ticket_id', field='field_name', value='value', at='updated', actor="nullif(user_id, '-1')",
        words={'status': 'status', 'priority': 'priority', 'assignee_id': 'assignee', 'group_id': 'team'}
    ) }}

)

select
    {{ as_contract('ticket_events', {
        'event_id': 'changes.event_id',
        'ticket_id': 'changes.ticket_id',
        'occurred_at': 'changes.occurred_at',
        'actor_id': 'changes.actor_id',
        'actor_type': "case when changes.actor_id is null then 'system' else coalesce(roles.role, 'customer') end",
        'field': 'changes.field',
        'old_value': 'changes.old_value',
        'new_value': 'changes.new_value',
        '_source_file': 'changes._source_file',
        '_loaded_at': 'changes._loaded_at',
    }) }}

from changes
left join roles
    on
        changes.actor_id = roles.user_id
        and changes.occurred_at >= roles.starts_at
        and changes.occurred_at < roles.ends_at
