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
        regexp_extract(
            change_description,
            '(?i)(?:^|\n)\s*(?:support )?role changed from (.+?) to ([^\n]+)',
            ['old_role', 'new_role']
        ) as roles
    from entries
    where lower(source_type) = 'user' and source_id is not null

)

select
    worded.id,
    worded.user_id,
    worded.changed_at,
    regexp_matches(lower(worded.roles.old_role), 'agent|admin|staff|owner') as was_staff,
    regexp_matches(lower(worded.roles.new_role), 'agent|admin|staff|owner') as is_staff

from worded
where worded.roles.old_role <> ''
