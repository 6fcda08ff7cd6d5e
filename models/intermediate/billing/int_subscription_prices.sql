-- What did each subscription cost, from when to when? Converted at the rate of the day on which it
-- started, since a currency that gains in value is no growth. Before its first change it cost what its own row says.
with

subscriptions as (

    select * from {{ ref('int_subscriptions') }}
    where is_counted

),

steps as (

    select
        subscription_id,
        started_at as starts_at,
        cast(null as timestamp) as changed_at,
        landed_mrr,
        currency,
        _loaded_at
    from subscriptions

    union all

    select
        subscriptions.subscription_id,
        greatest(changes.changed_at, subscriptions.started_at) as starts_at,
        changes.changed_at,
        changes.landed_mrr,
        coalesce(changes.currency, subscriptions.currency) as currency,
        changes._loaded_at
    from {{ ref('int_subscription_changes') }} as changes
    inner join subscriptions on changes.subscription_id = subscriptions.subscription_id

),

-- of several prices for one time the latest counts, and a change takes precedence over the subscription's own row
ranked as (

    select
        *,
        rank() over (
            partition by subscription_id, starts_at order by changed_at desc nulls last, _loaded_at desc nulls last
        ) as recency
    from steps

),

-- of unlike prices that landed together for one instant nobody knows which came last
latest as (

    select
        subscription_id,
        starts_at,
        count(distinct concat_ws(' ', cast(landed_mrr as string), upper(currency))) > 1 as is_price_unclear,
        case when not is_price_unclear then max(landed_mrr) end as landed_mrr,
        max(currency) as currency
    from ranked
    where recency = 1
    group by subscription_id, starts_at

),

stretches as (

    select
        subscriptions.subscription_id,
        subscriptions.customer_id,
        subscriptions.is_one_off,
        subscriptions.started_at,
        latest.landed_mrr,
        latest.is_price_unclear,
        latest.currency,
        latest.starts_at,
        least(
            coalesce(
                lead(latest.starts_at) over (partition by latest.subscription_id order by latest.starts_at asc),
                {{ far_future() }}
            ),
            coalesce(subscriptions.ended_at, {{ far_future() }})
        ) as ends_at
    from latest
    inner join subscriptions on latest.subscription_id = subscriptions.subscription_id

)

select
    stretches.subscription_id,
    stretches.customer_id,
    stretches.is_one_off,
    stretches.starts_at,
    stretches.ends_at,
    stretches.landed_mrr,
    stretches.currency,
    stretches.is_price_unclear,
    {{ in_reporting_currency('stretches.landed_mrr', 'exchange_rate') }} as mrr_amount

from stretches
{{ join_exchange_rate('exchange_rate', 'stretches.currency', 'stretches.started_at') }}
where stretches.starts_at < stretches.ends_at
