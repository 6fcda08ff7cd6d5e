-- How many tickets are waiting unsolved?
select
    ticket_id as subject_id,
    moved_at as observed_at,
    {{ dimensions_of('fct_ticket_backlog_moves') }},
    cast(backlog_change as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_ticket_backlog_moves') }}
