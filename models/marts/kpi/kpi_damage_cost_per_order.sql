-- What does damage and loss cost us for each order delivered?
select
    {{ observation('fct_orders', subject='order_id', at='delivered_at', numerator='damage_cost_amount') }},
    damage_cost_unknown_because as unknown_because
from {{ ref('fct_orders') }}
where is_claim_window_closed and is_purchase
