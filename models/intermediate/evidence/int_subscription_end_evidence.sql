-- Which sources tell that subscriptions end? Those of which one ever did, or came to cost nothing: a source that shows
-- none may know of none.
with

ended as (

    select source from {{ ref('int_subscriptions') }}
    where ended_at is not null

    union

    select source from {{ ref('int_subscription_changes') }}
    where landed_mrr = 0

)

select
    source,
    cast(null as string) as channel,
    {{ known_for_ever() }}

from ended
