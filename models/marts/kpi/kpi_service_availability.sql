-- For how much of the time that we agreed was the service up?
select
    service_day_id as subject_id,
    day_ends_at as observed_at,
    {{ dimensions_of('fct_service_days', cluster_id='service') }},
    cast(up_minutes as double) as numerator,
    cast(agreed_minutes as double) as denominator
from {{ ref('fct_service_days') }}
