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
    -- roles of staff have any name that a company gives them
    trim(worded.old_role) not in ('not set', 'end user', 'end-user') as was_staff,
    trim(worded.new_role) not in ('not set', 'end user', 'end-user') as is_staff

from worded
where worded.old_role <> ''
