-- How many tickets were solved?
select
    {{ observation('fct_tickets', subject='ticket_id', at='last_solved_at', numerator=1,
        unknown='case when last_solved_at is null then resolution_unknown_because end') }}
from {{ ref('fct_tickets') }}
where is_solved
