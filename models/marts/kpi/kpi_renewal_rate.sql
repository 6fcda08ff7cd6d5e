-- Of the terms that ended, after how many did the account stay?
select
    subscription_id as subject_id,
    term_ends_at as observed_at,
    {{ dimensions_of('fct_subscription_terms') }},
    cast(is_renewed as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_subscription_terms') }}
where is_grace_closed
