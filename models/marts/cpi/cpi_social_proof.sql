-- How many people they know do customers see using the product?
select
    usage_event_key as subject_id,
    occurred_at as observed_at,
    {{ dimensions_of('fct_usage_events') }},
    cast(friend_count as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_usage_events') }}
where friend_count is not null
