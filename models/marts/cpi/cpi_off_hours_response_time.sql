-- How long does a customer wait who writes when the team is not at work?
select
    {{ observation('fct_tickets', subject='ticket_id', at='coalesce(first_reply_at, created_at)',
        numerator='first_reply_seconds / 60e0', unknown='first_reply_unknown_because') }}
from {{ ref('fct_tickets') }}
where
    is_created_off_hours
    and created_by <> 'agent'
    and is_solved_on_arrival is distinct from true
    and is_replied_to is distinct from false
