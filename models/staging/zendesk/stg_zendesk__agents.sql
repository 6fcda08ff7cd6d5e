-- Users who are staff or programs, or ever were, also those who are no users any more.
with

users as (

    select * from {{ ref('base_zendesk__users') }}

),

staff as (

    select
        user_id,
        max(role) as role,
        max(ends_at) as ends_at
    from {{ ref('base_zendesk__roles') }}
    group by user_id

)

select
    {{ as_contract('agents', {
        'agent_id': 'staff.user_id',
        'name': 'users.name',
        'email': 'users.email',
        'team_id': 'users.default_group_id',
        'timezone': "coalesce(users.iana_time_zone, " ~ vendor_word('zendesk', 'timezone', 'users.time_zone') ~ ")",
        'is_bot': "staff.role = 'bot'",
        'is_active': "coalesce(users.active, false) and not coalesce(users._fivetran_deleted, false)
            and (lower(users.role) in ('agent', 'admin') or staff.role = 'bot')",
        '_source_file': 'users._source_file',
        '_source_row': 'users._source_row',
        '_loaded_at': 'users._loaded_at',
    }) }}

from staff
left join users on staff.user_id = users.id
