-- Who is each user: staff, a program, or a customer in a portal? By the type of user, which never becomes another.
with

users as (

    {{ salesforce_records('user') }}

),

worded as (

    select
        *,
        {{ vendor_word('salesforce', 'user_type', 'user_type') }} as word
    from users

)

select
    id,
    name,
    email,
    contact_id,
    time_zone_sid_key,
    coalesce(is_active, true) and not is_gone as is_active,
    case
        when {{ is_automated_user('id') }} then 'bot'
        when word in ('agent', 'bot', 'customer') then word
        when contact_id is not null then 'customer'
        else 'agent'
    end as role,
    _source_file,
    _source_row,
    _loaded_at

from worded
