-- How long was the longest stretch in which a waiting customer heard nothing?
select
    ticket_id as subject_id,
    last_solved_at as observed_at,
    {{ dimensions_of('fct_tickets') }},
    cast(longest_silence_seconds / 3600.0 as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_tickets') }}
where
    is_solved
    and is_ever_solved
    and longest_silence_seconds is not null
