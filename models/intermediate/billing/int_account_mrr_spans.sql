-- From when to when did each customer subscribe, for how much a month? Gaps of up to var `churn_grace_days` are
-- bridged at what was paid before them. One-off contracts do not recur, so they are left out.
with

prices as (

    select * from {{ ref('int_subscription_prices') }}
    where not is_one_off

),

moves as (

    select
        customer_id,
        starts_at as moved_at,
        mrr_amount as mrr_change,
        1 as subscription_change
    from prices

    union all

    select
        customer_id,
        ends_at as moved_at,
        -mrr_amount as mrr_change,
        -1 as subscription_change
    from prices

),

netted as (

    select
        customer_id,
        moved_at,
        sum(mrr_change) as mrr_change,
        sum(subscription_change) as subscription_change
    from moves
    group by customer_id, moved_at

),

levels as (

    select
        customer_id,
        moved_at as starts_at,
        lead(moved_at) over (partition by customer_id order by moved_at asc) as ends_at,
        sum(mrr_change) over (partition by customer_id order by moved_at asc) as mrr_amount,
        sum(subscription_change) over (partition by customer_id order by moved_at asc) as subscription_count
    from netted

),

bridged as (

    select
        *,
        lag(mrr_amount) over (partition by customer_id order by starts_at asc) as mrr_amount_before
    from levels

),

-- where one price of a customer is unknown, so is the MRR
unknown as (

    select distinct customer_id
    from prices
    where mrr_amount is null

)

select
    bridged.customer_id,
    bridged.starts_at,
    bridged.ends_at,
    bridged.subscription_count = 0 as is_bridged,
    case
        when unknown.customer_id is not null then null
        when bridged.subscription_count = 0 then cast(bridged.mrr_amount_before as decimal(18, 2))
        else cast(bridged.mrr_amount as decimal(18, 2))
    end as mrr_amount

from bridged
left join unknown on bridged.customer_id = unknown.customer_id
where
    bridged.ends_at is not null
    and (
        bridged.subscription_count > 0
        or bridged.ends_at <= bridged.starts_at + interval '{{ var("churn_grace_days") }}' day
    )
