-- How many tickets were opened?
select
    {{ observation('fct_tickets', subject='ticket_id', at='created_at', numerator=1) }}
from {{ ref('fct_tickets') }}
