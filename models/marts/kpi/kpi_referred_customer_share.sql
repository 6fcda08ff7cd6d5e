-- Of the new customers, how many came by a referral?
select
    {{ observation('fct_customers', subject='account_id', at='became_customer_at', numerator='is_referred') }},
    is_referred_unknown_because as unknown_because
from {{ ref('fct_customers') }}
