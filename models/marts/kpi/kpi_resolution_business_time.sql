-- How much of our opening hours passes until a ticket is solved?
select
    ticket_id as subject_id,
    last_solved_at as observed_at,
    {{ dimensions_of('fct_tickets') }},
    cast(resolution_business_seconds / 3600 as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_tickets') }}
where
    is_solved
    and resolution_business_seconds is not null
