-- How long has the customer been waiting who has waited longest for a first reply?
select
    {{ observation('fct_open_tickets', subject='ticket_id', at='observed_at',
        numerator='case when is_unanswered then age_seconds / 86400 end') }},
    coalesce(is_unanswered_unknown_because, age_seconds_unknown_because) as unknown_because
from {{ ref('fct_open_tickets') }}
where is_unanswered is distinct from false
