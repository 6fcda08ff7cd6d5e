-- Which tags does each ticket have, whether they came as a table or as a list within the ticket?
with

landed as (

    {{ staged('zendesk', 'ticket_tag') }}

)

select
    ticket_id,
    lower(tag) as tag
from landed

union

select
    id as ticket_id,
    {{ strings_in('lower(tags)') }} as tag
from {{ ref('base_zendesk__tickets') }}
where tags is not null
