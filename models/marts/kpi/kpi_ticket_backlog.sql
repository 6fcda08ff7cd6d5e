-- How many tickets are waiting unsolved?
select
    {{ observation('fct_ticket_backlog_moves', subject='ticket_id', at='moved_at', numerator='backlog_change') }},
    backlog_change_unknown_because as unknown_because
from {{ ref('fct_ticket_backlog_moves') }}
