-- Users who are staff or programs. A member of one queue alone is of that team.
with

queues as (

    select
        members.user_or_group_id as user_id,
        max(members.group_id) as team_id
    from ({{ salesforce_records('group_member', newest=[]) }}) as members
    inner join {{ ref('stg_salesforce__teams') }} as teams on members.group_id = teams.team_id
    where not members.is_gone
    group by members.user_or_group_id
    having count(distinct members.group_id) = 1

)

select
    {{ as_contract('agents', {
        'agent_id': 'users.id',
        'name': 'users.name',
        'email': 'users.email',
        'team_id': 'queues.team_id',
        'timezone': 'users.time_zone_sid_key',
        'is_bot': "users.role = 'bot'",
        'is_active': 'users.is_active',
        '_source_file': 'users._source_file',
        '_source_row': 'users._source_row',
        '_loaded_at': 'users._loaded_at',
    }) }}

from {{ ref('base_salesforce__users') }} as users
left join queues on users.id = queues.user_id
where users.role in ('agent', 'bot')
