-- What does damage and loss cost us for each order delivered?
select
    order_id as subject_id,
    delivered_at as observed_at,
    {{ dimensions_of('fct_orders') }},
    cast(damage_cost_amount as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_orders') }}
where is_claim_window_closed and damage_cost_amount is not null
