-- Every term that was agreed, and whether the account stayed beyond its end, by that subscription or another.
with

subscriptions as (

    select * from {{ ref('int_subscriptions') }}
    where
        is_counted
        and not is_one_off
        -- whoever only ever had it for free was no customer, and has nothing to renew
        and subscription_id in (
            select prices.subscription_id from {{ ref('int_subscription_prices') }} as prices
            where coalesce(prices.landed_mrr > 0, true)
        )

),

-- an open end is written as the far future, since a hash join can compare dates but not test for null
spans as (

    select
        customer_id,
        started_at,
        coalesce(ended_at, {{ far_future() }}) as ended_at,
        ended_at_unknown_because
    from {{ ref('int_account_active_spans') }}

),

terms as (

    select
        subscription_id,
        customer_id,
        term_ends_at
    from subscriptions

    union

    select
        subscriptions.subscription_id,
        subscriptions.customer_id,
        changes.term_ends_at
    from subscriptions
    inner join {{ ref('int_subscription_changes') }} as changes
        on subscriptions.subscription_id = changes.subscription_id

)

select
    terms.subscription_id,
    terms.customer_id as account_id,
    terms.term_ends_at,
    {{ is_grace_over('terms.term_ends_at', 'as_of.as_of') }} as is_grace_closed,
    {{ where_known('spans.customer_id is not null', 'spans.ended_at_unknown_because') }} as is_renewed,
    spans.ended_at_unknown_because as is_renewed_unknown_because

from terms
cross join {{ ref('int_as_of') }} as as_of
left join spans
    on
        terms.customer_id = spans.customer_id
        and terms.term_ends_at >= spans.started_at
        and terms.term_ends_at < spans.ended_at
where terms.term_ends_at is not null
