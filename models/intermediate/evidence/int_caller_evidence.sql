-- Which sources know who calls? Where more than half of the calls without a ticket lack a contact, nobody can say who
-- called again, so that these calls are left out of repeat contacts.
select
    source,
    cast(null as string) as channel,
    {{ known_for_ever() }}

from {{ ref('int_calls') }}
where is_counted and direction = 'inbound' and landed_ticket_id is null
group by source
having count(*) <= 2 * count(contact_id)
