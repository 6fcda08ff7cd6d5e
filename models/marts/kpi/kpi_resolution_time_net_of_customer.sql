-- How long was a ticket in our hands before it was solved?
select
    ticket_id as subject_id,
    last_solved_at as observed_at,
    {{ dimensions_of('fct_tickets') }},
    cast(resolution_net_seconds / 3600 as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_tickets') }}
where
    is_solved
    and resolution_net_seconds is not null
