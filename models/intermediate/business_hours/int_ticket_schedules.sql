-- The schedules that help desks set for tickets, each once, in the order in which they held.
with

{{ union_sources('ticket_schedules') }}

select
    source,
    ticket_id,
    schedule_id,
    applied_at,
    max(_loaded_at) as _loaded_at

from arrived
group by source, ticket_id, schedule_id, applied_at
