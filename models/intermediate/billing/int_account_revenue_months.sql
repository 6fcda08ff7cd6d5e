-- What did each customer pay in each month? Orders by their day, subscriptions (one-off ones too) by the share of the
-- month that they cover. Null where a part of it is unknown.
with

months as (

    select * from {{ ref('int_months') }}

),

payments as (

    select
        orders.customer_id,
        months.month_start_on,
        cast(orders.amount as double) as amount
    from {{ ref('int_orders') }} as orders
    inner join months
        on orders.ordered_at >= months.month_starts_at and orders.ordered_at < months.next_month_starts_at
    where orders.is_counted and orders.customer_id is not null

    union all

    -- a subscription's month is one purchase, however often its price changed in it
    select
        prices.customer_id,
        months.month_start_on,
        case
            when count(*) = count(prices.mrr_amount)
                then sum(
                    prices.mrr_amount
                    * {{ seconds_between(
                        'greatest(prices.starts_at, months.month_starts_at)',
                        'least(prices.ends_at, months.next_month_starts_at)',
                    ) }}
                    / {{ seconds_between('months.month_starts_at', 'months.next_month_starts_at') }}
                )
        end as amount
    from {{ ref('int_subscription_prices') }} as prices
    inner join months
        on prices.starts_at < months.next_month_starts_at and prices.ends_at > months.month_starts_at
    group by prices.customer_id, prices.subscription_id, months.month_start_on

)

select
    customer_id,
    month_start_on,
    count(*) as purchase_count,
    case when count(*) = count(amount) then sum(amount) end as revenue_amount

from payments
group by customer_id, month_start_on
