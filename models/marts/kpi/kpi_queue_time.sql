-- How long does a ticket wait until somebody takes it?
select
    {{ observation('fct_tickets', subject='ticket_id', at='first_assigned_at', numerator='queue_seconds / 60') }}
from {{ ref('fct_tickets') }}
where queue_seconds is not null
