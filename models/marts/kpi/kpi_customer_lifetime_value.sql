-- What is a customer worth over the time that it stays?
select
    {{ observation('fct_customer_months', subject='account_id', at='month_ends_at',
        numerator='lifetime_value_amount') }}
from {{ ref('fct_customer_months') }}
where lifetime_value_amount is not null and revenue_amount_12m > 0
