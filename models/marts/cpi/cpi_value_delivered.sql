-- What do customers gain for what they pay?
select
    account_id as subject_id,
    month_ends_at as observed_at,
    {{ dimensions_of('fct_account_months') }},
    cast(value_delivered_amount as double) as numerator,
    cast(revenue_amount as double) as denominator
from {{ ref('fct_account_months') }}
where value_delivered_amount is not null and revenue_amount is not null
