-- How long does a customer wait who writes when the team is not at work?
select
    {{ observation('fct_tickets', subject='ticket_id', at='first_reply_at', numerator='first_reply_seconds / 60.0') }}
from {{ ref('fct_tickets') }}
where is_created_off_hours and created_by <> 'agent' and first_reply_seconds is not null
