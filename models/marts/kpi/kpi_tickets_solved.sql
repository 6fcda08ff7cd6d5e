-- How many tickets were solved?
select
    ticket_id as subject_id,
    last_solved_at as observed_at,
    {{ dimensions_of('fct_tickets') }},
    cast(1 as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_tickets') }}
where
    is_solved
    and last_solved_at is not null
