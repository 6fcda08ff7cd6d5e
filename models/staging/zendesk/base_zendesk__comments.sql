-- Each comment as it stands now.
with

landed as (

    {{ staged('zendesk', 'ticket_comment') }}

)

{{ current_rows('landed', ['id']) }}
