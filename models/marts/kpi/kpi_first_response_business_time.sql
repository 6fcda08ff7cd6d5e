-- How much of our opening hours passes until a person first replies?
select
    {{ observation('fct_tickets', subject='ticket_id', at='first_reply_at',
        numerator='first_reply_business_seconds / 60') }}
from {{ ref('fct_tickets') }}
where first_reply_business_seconds is not null and created_by != 'agent'
