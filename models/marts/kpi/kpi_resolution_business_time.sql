-- How much of our opening hours passes until a ticket is solved?
select
    {{ observation('fct_tickets', subject='ticket_id', at='last_solved_at',
        numerator='resolution_business_seconds / 3600', unknown='resolution_unknown_because') }}
from {{ ref('fct_tickets') }}
where
    is_solved
    and (resolution_business_seconds is not null or (resolution_unknown_because is not null and has_schedule))
