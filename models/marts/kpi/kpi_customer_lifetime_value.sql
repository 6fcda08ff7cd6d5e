-- What is a customer worth over the time that it stays?
select
    account_id as subject_id,
    month_ends_at as observed_at,
    {{ dimensions_of('fct_customer_months') }},
    cast(lifetime_value_amount as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_customer_months') }}
where lifetime_value_amount is not null and revenue_amount_12m > 0
