-- Among how many ways to pay could the customer choose?
select
    {{ observation('fct_orders', subject='order_id', at='ordered_at', numerator='payment_option_count') }}
from {{ ref('fct_orders') }}
where payment_option_count is not null
