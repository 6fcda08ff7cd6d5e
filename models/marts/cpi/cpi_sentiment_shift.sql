-- How much better were the customer's words at the end of a solved ticket than at its beginning?
select
    {{ observation('fct_tickets', subject='ticket_id', at='last_solved_at', numerator='sentiment_shift',
        unknown='sentiment_unknown_because') }}
from {{ ref('fct_tickets') }}
where is_solved and is_ever_solved and (sentiment_shift is not null or sentiment_unknown_because is not null)
