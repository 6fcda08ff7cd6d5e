-- Of the tickets solved, how many stayed with the first team and person until then?
select
    {{ observation('fct_tickets', subject='ticket_id', at='first_solved_at',
        numerator='transfers_before_first_solve = 0', unknown='transfers_unknown_because') }}
from {{ ref('fct_tickets') }}
where is_solved and is_ever_solved
