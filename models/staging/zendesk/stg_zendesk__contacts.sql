-- Users who are customers, or ever were.
with

users as (

    select * from {{ ref('base_zendesk__users') }}

),

spans as (

    select
        user_id,
        starts_at,
        coalesce(
            ends_at = lead(starts_at) over (partition by user_id order by starts_at asc),
            ends_at = cast('9999-12-31' as timestamp)
        ) as is_followed
    from {{ ref('base_zendesk__roles') }}

),

-- who was staff all the time
staff as (

    select user_id
    from spans
    group by user_id
    having min(starts_at) = cast('0001-01-01' as timestamp) and bool_and(is_followed)

)

select
    {{ as_contract('contacts', {
        'contact_id': 'users.id',
        'account_id': 'users.organization_id',
        'email': 'users.email',
        'full_name': 'users.name',
        'locale': 'users.locale',
        'timezone': "coalesce(users.iana_time_zone, " ~ vendor_word('zendesk', 'timezone', 'users.time_zone') ~ ")",
        'created_at': 'users.created_at',
        'updated_at': 'users.updated_at',
        'deleted_at': "case
            when not coalesce(users.active, true) or coalesce(users._fivetran_deleted, false)
                then coalesce(users.updated_at, users.created_at)
        end",
        '_source_file': 'users._source_file',
        '_source_row': 'users._source_row',
        '_loaded_at': 'users._loaded_at',
    }) }}

from users
left join staff on users.id = staff.user_id
where staff.user_id is null
