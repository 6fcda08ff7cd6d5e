-- What did each customer pay in each month? Orders by their day, refunds as what they take back; subscriptions (one-off
-- ones too) by the share of the month that they cover. Null where a part of it is unknown.
with

months as (

    select * from {{ ref('int_months') }}

),

-- what recurs is never less than nothing in sum, so its revenue is that of the sum, not of each line
monthly_amounts as (

    select
        customer_id,
        starts_at,
        ends_at,
        mrr_amount
    from {{ ref('int_account_mrr_levels') }}

    union all

    select
        customer_id,
        starts_at,
        ends_at,
        mrr_amount
    from {{ ref('int_subscription_prices') }}
    where is_one_off

),

payments as (

    select
        orders.customer_id,
        months.month_start_on,
        case when orders.is_purchase then 1 else 0 end as purchase_count,
        true as is_payment,
        cast(orders.amount as decimal(38, 10)) as amount
    from {{ ref('int_orders') }} as orders
    inner join months
        on orders.ordered_at >= months.month_starts_at and orders.ordered_at < months.next_month_starts_at
    where orders.is_counted and orders.customer_id is not null

    union all

    select
        paid.customer_id,
        months.month_start_on,
        0 as purchase_count,
        true as is_payment,
        -- to the tenth decimal, since sums of decimals are the same in whatever order they come
        cast(
            paid.mrr_amount
            * {{ seconds_between(
                'greatest(paid.starts_at, months.month_starts_at)',
                'least(paid.ends_at, months.next_month_starts_at)',
            ) }}
            / {{ seconds_between('months.month_starts_at', 'months.next_month_starts_at') }}
            as decimal(38, 10)
        ) as amount
    from monthly_amounts as paid
    inner join months
        on paid.starts_at < months.next_month_starts_at and paid.ends_at > months.month_starts_at

    union all

    -- a subscription's month is one purchase, however often its price changed in it; free ones and credits are none
    select
        prices.customer_id,
        months.month_start_on,
        count(distinct prices.subscription_id) as purchase_count,
        false as is_payment,
        null as amount
    from {{ ref('int_subscription_prices') }} as prices
    inner join months
        on prices.starts_at < months.next_month_starts_at and prices.ends_at > months.month_starts_at
    where coalesce(prices.landed_mrr > 0, true)
    group by prices.customer_id, months.month_start_on

)

select
    customer_id,
    month_start_on,
    cast(sum(purchase_count) as bigint) as purchase_count,
    case when count(*) filter (where is_payment) = count(amount) then sum(amount) end as revenue_amount

from payments
group by customer_id, month_start_on
