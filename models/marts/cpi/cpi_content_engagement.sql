-- In how many visits to the portal did someone really read an article?
select
    session_id as subject_id,
    ended_at as observed_at,
    {{ dimensions_of('fct_portal_sessions') }},
    cast(is_engaged as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_portal_sessions') }}
where ended_at is not null
