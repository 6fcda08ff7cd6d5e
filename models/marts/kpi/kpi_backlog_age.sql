-- How old are the tickets that are open at the end of the period?
select
    {{ observation('fct_open_tickets', subject='ticket_id', at='observed_at', numerator='age_seconds / 86400') }},
    age_seconds_unknown_because as unknown_because
from {{ ref('fct_open_tickets') }}
