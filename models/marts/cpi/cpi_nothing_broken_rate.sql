-- Of the orders delivered, how many came without damage or loss?
select
    order_id as subject_id,
    delivered_at as observed_at,
    {{ dimensions_of('fct_orders') }},
    cast(not is_broken as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_orders') }}
where is_claim_window_closed and is_broken is not null
