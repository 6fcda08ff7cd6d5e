-- How long was the longest stretch in which a waiting customer heard nothing?
select
    {{ observation('fct_tickets', subject='ticket_id', at='last_solved_at',
        numerator='longest_silence_seconds / 3600e0', unknown='silence_unknown_because') }}
from {{ ref('fct_tickets') }}
where is_solved and is_ever_solved
