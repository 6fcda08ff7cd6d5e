-- What is a customer worth over the time that it stays?
select
    {{ observation('fct_customer_months', subject='account_id', at='month_ends_at',
        numerator='lifetime_value_amount') }},
    lifetime_value_unknown_because as unknown_because
from {{ ref('fct_customer_months') }}
where lifespan_years is not null and (revenue_amount_12m > 0 or lifetime_value_unknown_because is not null)
