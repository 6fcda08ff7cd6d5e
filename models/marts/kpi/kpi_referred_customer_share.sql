-- Of the new customers, how many came by a referral?
select
    {{ observation('fct_customers', subject='account_id', at='became_customer_at', numerator='is_referred') }}
from {{ ref('fct_customers') }}
where is_referred is not null
