-- How many accounts became customers?
select
    {{ observation('fct_customers', subject='account_id', at='became_customer_at', numerator=1) }}
from {{ ref('fct_customers') }}
