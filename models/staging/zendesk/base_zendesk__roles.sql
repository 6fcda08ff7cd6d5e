-- Was a user staff or a program, from when to when? Never by the role of today alone, which a former agent has lost.
-- Who is in no row is a customer.
{%- set bots = vendor_setting('zendesk', 'bots') %}
with

changes as (

    select * from {{ ref('base_zendesk__role_changes') }}

),

-- without a log of roles, staff is who works on tickets: who ever held one, or did to a ticket of somebody else what no
-- customer can do
history as (

    select * from {{ ref('base_zendesk__field_history') }}

),

workers as (

    select value as user_id
    from history
    where field_name = 'assignee_id'

    union

    select assignee_id as user_id
    from {{ ref('base_zendesk__tickets') }}

    union

    select history.user_id
    from history
    inner join {{ ref('base_zendesk__tickets') }} as tickets on history.ticket_id = tickets.id
    where
        history.user_id <> tickets.requester_id
        and (
            history.field_name in ('assignee_id', 'group_id', 'priority')
            or (history.field_name = 'status' and lower(history.value) in ('pending', 'hold', 'on-hold', 'solved'))
        )

    union

    select id as user_id
    from {{ ref('base_zendesk__users') }}
    where lower(role) in ('agent', 'admin') or id in ({{ quoted(vendor_setting('zendesk', 'internal_users')) }})

),

spans as (

    select
        user_id,
        was_staff as is_staff,
        cast('0001-01-01' as timestamp) as starts_at,
        min(changed_at) over (partition by user_id) as ends_at,
        row_number() over (partition by user_id order by changed_at asc, id asc) as place
    from changes

    union all

    select
        user_id,
        is_staff,
        changed_at as starts_at,
        lead(changed_at) over (partition by user_id order by changed_at asc, id asc) as ends_at,
        1 as place
    from changes

    union all

    select
        user_id,
        true as is_staff,
        cast('0001-01-01' as timestamp) as starts_at,
        cast(null as timestamp) as ends_at,
        1 as place
    from workers
    where
        user_id <> '-1'
        and user_id not in (select changes.user_id from changes)

)

select
    user_id,
    case when user_id in ({{ quoted(bots) }}) then 'bot' else 'agent' end as role,
    starts_at,
    coalesce(ends_at, cast('9999-12-31' as timestamp)) as ends_at

from spans
where place = 1 and (is_staff or user_id in ({{ quoted(bots) }}))
