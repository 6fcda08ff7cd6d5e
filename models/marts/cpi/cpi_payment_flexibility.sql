-- Among how many ways to pay could the customer choose?
select
    {{ observation('fct_orders', subject='order_id', at='ordered_at', numerator='payment_option_count') }},
    payment_option_unknown_because as unknown_because
from {{ ref('fct_orders') }}
where is_purchase
