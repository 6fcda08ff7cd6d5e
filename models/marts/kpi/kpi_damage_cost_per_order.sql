-- What does damage and loss cost us for each order delivered?
select
    {{ observation('fct_orders', subject='order_id', at='delivered_at', numerator='damage_cost_amount') }}
from {{ ref('fct_orders') }}
where is_claim_window_closed and damage_cost_amount is not null
