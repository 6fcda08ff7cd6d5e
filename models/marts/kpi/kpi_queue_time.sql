-- How long does a ticket wait until somebody takes it?
select
    {{ observation('fct_tickets', subject='ticket_id', at='coalesce(first_assigned_at, created_at)',
        numerator='queue_seconds / 60', unknown='queue_unknown_because') }}
from {{ ref('fct_tickets') }}
where queue_seconds is not null or queue_unknown_because is not null
