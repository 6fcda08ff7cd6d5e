-- How does each user stand now? Of who was deleted the last row is kept.
with

landed as (

    {{ staged('zendesk', 'user') }}

)

{{ current_rows('landed', ['id'], newest=['updated_at']) }}
