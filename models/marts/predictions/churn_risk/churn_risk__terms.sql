-- Every end of a term that was agreed, and since when it was known: only of sources that land changes of terms, since
-- a record alone says what was agreed last, long before it was.
with

subscriptions as (

    select
        *,
        coalesce(ended_at, {{ far_future() }}) as runs_until
    from {{ ref('int_subscriptions') }}
    where is_counted and not is_one_off

),

told as (

    select
        source,
        subscription_id,
        changed_at as told_at,
        term_ends_at
    from {{ ref('int_subscription_changes') }}
    where term_ends_at is not null

)

select
    subscriptions.subscription_id,
    subscriptions.customer_id,
    subscriptions.runs_until,
    told.told_at,
    told.term_ends_at

from subscriptions
inner join told on subscriptions.subscription_id = told.subscription_id

union

-- whichever term of several the record holds, the first that is not over runs
select
    subscription_id,
    customer_id,
    runs_until,
    started_at as told_at,
    term_ends_at

from subscriptions
where term_ends_at is not null and source in (select told.source from told)
