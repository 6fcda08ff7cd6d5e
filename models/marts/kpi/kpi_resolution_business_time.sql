-- How much of our opening hours passes until a ticket is solved?
select
    {{ observation('fct_tickets', subject='ticket_id', at='last_solved_at',
        numerator='resolution_business_seconds / 3600') }}
from {{ ref('fct_tickets') }}
where is_solved and resolution_business_seconds is not null
