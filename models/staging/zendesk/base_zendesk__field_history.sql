-- Which value did each field of a ticket take, and when? The loader's key is ticket, field and time.
with

landed as (

    {{ staged('zendesk', 'ticket_field_history') }}

)

{{ current_rows('landed', ['ticket_id', 'field_name', 'updated']) }}
