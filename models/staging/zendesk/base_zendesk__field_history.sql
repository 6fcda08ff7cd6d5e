-- Which value did each field of a ticket take, and when? As a table of its own tells, or the updates of tickets.
-- The key is ticket, field and time; of values that one update gave a field, the last.
with

landed as (

    {{ staged('zendesk', 'ticket_field_history') }}

),

audits as (

    {{ staged('zendesk', 'ticket_audit') }}

),

events as (

    select
        ticket_id,
        created_at,
        author_id,
        {{ objects_in('events') }} as event,
        _source_file,
        _loaded_at
    from audits

),

told as (

    select
        ticket_id,
        field_name,
        updated,
        value,
        user_id,
        cast(null as bigint) as event_number,
        _source_file,
        _loaded_at
    from landed

    union all

    select
        ticket_id,
        {{ json_text('event', 'field_name') }} as field_name,
        created_at as updated,
        {{ json_text('event', 'value') }} as value,
        author_id as user_id,
        try_cast({{ json_text('event', 'id') }} as bigint) as event_number,
        _source_file,
        _loaded_at
    from events
    where {{ json_text('event', 'type') }} in ('Create', 'Change')

)

{{ current_rows('told', ['ticket_id', 'field_name', 'updated'], newest=['event_number'], line=none) }}
