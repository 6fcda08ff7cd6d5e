-- Of the new customers, how many came by a referral?
select
    account_id as subject_id,
    became_customer_at as observed_at,
    {{ dimensions_of('fct_customers') }},
    cast(is_referred as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_customers') }}
where is_referred is not null
