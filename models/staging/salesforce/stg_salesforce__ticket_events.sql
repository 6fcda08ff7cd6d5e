-- What changed of each case? Its owner is the assignee where it is a user, and the team where it is a queue; a case
-- that a user takes out of a queue stays that team's.
with

changes as (

    select * from {{ ref('base_salesforce__case_changes') }}

),

queues as (

    select
        *,
        lag(new_value) over (partition by case_id order by place) as old_queue
    from changes
    where field = 'owner' and {{ is_queue_id('new_value') }}

),

-- whoever has a case when an instant is over has it, also where it went to a queue and back at once
owners as (

    select
        *,
        first_value(old_value) over (partition by case_id, occurred_at order by place) as first_old_value,
        lead(place) over (partition by case_id, occurred_at order by place) as next_place
    from changes
    where field = 'owner'

),

events as (

    select
        changes.change_id,
        changes.case_id,
        changes.occurred_at,
        changes.actor_id,
        changes.field,
        coalesce(old_words.status, changes.old_value) as old_value,
        coalesce(new_words.status, changes.new_value) as new_value,
        changes._source_file,
        changes._loaded_at
    from changes
    left join {{ ref('base_salesforce__status_words') }} as old_words
        on case when changes.field = 'status' then lower(changes.old_value) end = old_words.word
    left join {{ ref('base_salesforce__status_words') }} as new_words
        on case when changes.field = 'status' then lower(changes.new_value) end = new_words.word
    where changes.field in ('status', 'priority')

    union all

    select
        change_id,
        case_id,
        occurred_at,
        actor_id,
        'assignee' as field,
        case when {{ is_user_id('first_old_value') }} then first_old_value end as old_value,
        case when {{ is_user_id('new_value') }} then new_value end as new_value,
        _source_file,
        _loaded_at
    from owners
    where next_place is null

    union all

    select
        change_id,
        case_id,
        occurred_at,
        actor_id,
        'team' as field,
        old_queue as old_value,
        new_value,
        _source_file,
        _loaded_at
    from queues

)

select
    {{ as_contract('ticket_events', {
        'event_id': "concat_ws('-', events.change_id, events.field)",
        'ticket_id': 'events.case_id',
        'occurred_at': 'events.occurred_at',
        'actor_id': "case when users.role = 'customer' then users.contact_id else events.actor_id end",
        'actor_type': "case when events.actor_id is null then 'system' else coalesce(users.role, 'agent') end",
        'field': 'events.field',
        'old_value': 'events.old_value',
        'new_value': 'events.new_value',
        '_source_file': 'events._source_file',
        '_loaded_at': 'events._loaded_at',
    }) }}

from events
left join {{ ref('base_salesforce__users') }} as users on events.actor_id = users.id
where events.new_value is distinct from events.old_value
