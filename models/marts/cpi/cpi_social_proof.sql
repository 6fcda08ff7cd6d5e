-- How many people they know do customers see using the product?
select
    {{ observation('fct_usage_events', subject='usage_event_key', at='occurred_at', numerator='friend_count') }}
from {{ ref('fct_usage_events') }}
where friend_count is not null
