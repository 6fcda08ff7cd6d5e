-- How many accounts became customers?
select
    account_id as subject_id,
    became_customer_at as observed_at,
    {{ dimensions_of('fct_customers') }},
    cast(1 as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_customers') }}
