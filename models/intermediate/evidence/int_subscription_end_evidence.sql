-- Which sources tell that subscriptions end? Those of which one ever did, or came to cost nothing: a source that shows
-- none may know of none.
select distinct
    source,
    cast(null as varchar) as channel,
    cast('0001-01-01' as timestamp) as known_from,
    cast('9999-12-31' as timestamp) as known_to

from {{ ref('int_subscriptions') }}
where ended_at is not null

union

select distinct
    source,
    cast(null as varchar) as channel,
    cast('0001-01-01' as timestamp) as known_from,
    cast('9999-12-31' as timestamp) as known_to

from {{ ref('int_subscription_changes') }}
where landed_mrr = 0
