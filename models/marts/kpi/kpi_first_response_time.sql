-- How long do customers wait until a person first replies?
select
    ticket_id as subject_id,
    first_reply_at as observed_at,
    {{ dimensions_of('fct_tickets') }},
    cast(first_reply_seconds / 60 as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_tickets') }}
where
    first_reply_seconds is not null
    and created_by != 'agent'
