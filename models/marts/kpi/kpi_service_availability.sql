-- For how much of the time that we agreed was the service up?
select
    {{ observation('fct_service_days', subject='service_day_id', at='day_ends_at',
        numerator='up_minutes', denominator='agreed_minutes', cluster_id='service') }},
    up_minutes_unknown_because as unknown_because
from {{ ref('fct_service_days') }}
