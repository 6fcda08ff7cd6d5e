-- Whose role was changed, when, and was it one of staff before and after? An entry may tell of other products as well.
with

landed as (

    {{ staged('zendesk', 'audit_log') }}

),

entries as (

    {{ current_rows('landed', ['id']) }}

),

worded as (

    select
        id,
        source_id as user_id,
        created_at as changed_at,
        {{ role_in('change_description', 1) }} as old_role,
        {{ role_in('change_description', 2) }} as new_role
    from entries
    where lower(source_type) = 'user' and source_id is not null

)

select
    worded.id,
    worded.user_id,
    worded.changed_at,
    regexp_extract(worded.old_role, 'agent|admin|staff|owner', 0) <> '' as was_staff,
    regexp_extract(worded.new_role, 'agent|admin|staff|owner', 0) <> '' as is_staff

from worded
where worded.old_role <> ''
