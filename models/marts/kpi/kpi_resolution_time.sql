-- How long does it take from a ticket's creation to its solution?
select
    {{ observation('fct_tickets', subject='ticket_id', at='last_solved_at', numerator='resolution_seconds / 3600',
        unknown='resolution_unknown_because') }}
from {{ ref('fct_tickets') }}
where is_solved
