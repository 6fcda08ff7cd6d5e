-- How long does a customer wait who writes when the team is not at work?
select
    ticket_id as subject_id,
    first_reply_at as observed_at,
    {{ dimensions_of('fct_tickets') }},
    cast(first_reply_seconds / 60.0 as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_tickets') }}
where
    is_created_off_hours
    and created_by <> 'agent'
    and first_reply_seconds is not null
