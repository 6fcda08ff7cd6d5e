-- Among how many ways to pay could the customer choose?
select
    order_id as subject_id,
    ordered_at as observed_at,
    {{ dimensions_of('fct_orders') }},
    cast(payment_option_count as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_orders') }}
where payment_option_count is not null
