-- How long was a ticket in our hands before it was solved?
select
    {{ observation('fct_tickets', subject='ticket_id', at='last_solved_at',
        numerator='resolution_net_seconds / 3600', unknown='net_time_unknown_because') }}
from {{ ref('fct_tickets') }}
where is_solved
