-- Of the customers who bought for the first time, how many bought again within a year?
with

orders as (

    select * from {{ ref('fct_orders') }}
    where order_number = 1 and is_repeat_purchase_window_closed

)

select
    order_id as subject_id,
    ordered_at as observed_at,
    account_id,
    cluster_id,
    cast(null as varchar) as agent_id,
    cast(null as varchar) as team_id,
    cast(null as varchar) as channel,
    cast(null as varchar) as priority,
    cast(null as varchar) as complexity,
    cast(null as varchar) as product_area,
    cast(null as varchar) as touchpoint,
    cast(is_followed_by_purchase as double) as numerator,
    cast(1 as double) as denominator

from orders
