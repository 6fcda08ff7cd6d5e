-- Which sources tell that subscriptions end? Those of which one ever did, or came to cost nothing: a source that shows
-- none may know of none.
with

ended as (

    select source from {{ ref('int_subscriptions') }}
    where ended_at is not null

    union

    -- what costs nothing at first, as a trial does, has not ended
    select changes.source
    from (
        select
            *,
            lag(landed_mrr) over (partition by subscription_id order by changed_at asc, landed_mrr asc)
                as landed_mrr_before,
            row_number() over (partition by subscription_id order by changed_at asc, landed_mrr asc) = 1 as is_first
        from {{ ref('int_subscription_changes') }}
    ) as changes
    left join {{ ref('int_subscriptions') }} as subscriptions
        on case when changes.is_first then changes.subscription_id end = subscriptions.subscription_id
    where changes.landed_mrr = 0 and coalesce(changes.landed_mrr_before, subscriptions.landed_mrr) > 0

)

select
    source,
    cast(null as string) as channel,
    {{ known_for_ever() }}

from ended
