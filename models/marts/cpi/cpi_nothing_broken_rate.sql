-- Of the orders delivered, how many came without damage or loss?
select
    {{ observation('fct_orders', subject='order_id', at='delivered_at', numerator='not is_broken') }},
    is_broken_unknown_because as unknown_because
from {{ ref('fct_orders') }}
where is_claim_window_closed and is_purchase
