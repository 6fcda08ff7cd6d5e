-- How long does a ticket wait until somebody takes it?
select
    ticket_id as subject_id,
    first_assigned_at as observed_at,
    {{ dimensions_of('fct_tickets') }},
    cast(queue_seconds / 60 as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_tickets') }}
where queue_seconds is not null
