-- How much of our opening hours passes until a person first replies?
select
    {{ observation('fct_tickets', subject='ticket_id', at='coalesce(first_reply_at, created_at)',
        numerator='first_reply_business_seconds / 60', unknown='first_reply_unknown_because') }}
from {{ ref('fct_tickets') }}
where
    created_by != 'agent'
    and is_solved_on_arrival is distinct from true
    and (first_reply_business_seconds is not null or (first_reply_unknown_because is not null and has_schedule))
