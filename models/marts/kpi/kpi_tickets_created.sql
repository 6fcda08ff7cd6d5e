-- How many tickets were opened?
select
    ticket_id as subject_id,
    created_at as observed_at,
    {{ dimensions_of('fct_tickets') }},
    cast(1 as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_tickets') }}
