-- What do customers gain for what they pay?
select
    {{ observation('fct_account_months', subject='account_id', at='month_ends_at',
        numerator='case when revenue_amount >= 0 then value_delivered_amount end', denominator='revenue_amount') }},
    case when revenue_amount < 0 then 'negative_revenue' end as unknown_because
from {{ ref('fct_account_months') }}
where value_delivered_amount is not null and revenue_amount is not null
