-- How many tickets were solved?
select
    {{ observation('fct_tickets', subject='ticket_id', at='last_solved_at', numerator=1) }}
from {{ ref('fct_tickets') }}
where is_solved and last_solved_at is not null
