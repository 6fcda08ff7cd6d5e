-- How does each ticket stand now? Of what was deleted the last row is kept.
with

landed as (

    {{ staged('zendesk', 'ticket', listed_fields()) }}

)

{{ current_rows('landed', ['id'], newest=['updated_at']) }}
