-- Of the tickets solved, how many stayed with the first team and person until then?
select
    ticket_id as subject_id,
    first_solved_at as observed_at,
    {{ dimensions_of('fct_tickets') }},
    cast(transfers_before_first_solve = 0 as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_tickets') }}
where
    is_solved
    and is_ever_solved
    and transfers_before_first_solve is not null
