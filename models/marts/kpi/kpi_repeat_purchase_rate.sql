-- Of the customers who bought for the first time, how many bought again within a year?
select
    {{ observation('fct_orders', subject='order_id', at='ordered_at', numerator='is_followed_by_purchase') }}
from {{ ref('fct_orders') }}
where order_number = 1 and is_repeat_purchase_window_closed
