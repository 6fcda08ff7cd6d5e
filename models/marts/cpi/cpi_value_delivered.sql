-- What do customers gain for what they pay?
select
    {{ observation('fct_account_months', subject='account_id', at='month_ends_at',
        numerator='value_delivered_amount', denominator='revenue_amount') }}
from {{ ref('fct_account_months') }}
where value_delivered_amount is not null and revenue_amount is not null
