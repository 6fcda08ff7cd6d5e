-- What changed on each ticket that counts, and when; the values themselves stay in the build file.
select
    events.event_id,
    events.ticket_id,
    events.field,
    events.actor_type,
    events.old_status,
    events.new_status,
    events.occurred_at

from {{ ref('int_ticket_events') }} as events
inner join {{ ref('int_tickets') }} as tickets on events.ticket_id = tickets.ticket_id
where tickets.is_counted
