-- Of the orders delivered, how many came without damage or loss?
select
    {{ observation('fct_orders', subject='order_id', at='delivered_at', numerator='not is_broken') }}
from {{ ref('fct_orders') }}
where is_claim_window_closed and is_broken is not null
