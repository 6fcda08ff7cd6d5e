-- Of the customers who bought for the first time, how many bought again within a year?
select
    order_id as subject_id,
    ordered_at as observed_at,
    {{ dimensions_of('fct_orders') }},
    cast(is_followed_by_purchase as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_orders') }}
where order_number = 1 and is_repeat_purchase_window_closed
