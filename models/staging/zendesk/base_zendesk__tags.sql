-- Which tags does each ticket have, whether they came as a table or as a list within the ticket? A list says what
-- stands; of a table, the rows of a ticket that landed last do.
with

landed as (

    {{ staged('zendesk', 'ticket_tag') }}

),

versions as (

    {{ last_version('landed', 'ticket_id', 'lower(earlier.tag) = lower(later.tag)') }}

),

tickets as (

    select * from {{ ref('base_zendesk__tickets') }}
    where tags is not null

)

select
    ticket_id,
    lower(tag) as tag
from versions
where ticket_id not in (select tickets.id from tickets)

union

select
    id as ticket_id,
    {{ strings_in('lower(tags)') }} as tag
from tickets
