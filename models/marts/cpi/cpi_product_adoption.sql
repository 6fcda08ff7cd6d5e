-- How many accounts used the heart of the product in the month?
select
    account_id as subject_id,
    month_ends_at as observed_at,
    {{ dimensions_of('fct_account_usage_months') }},
    cast(has_used_core_feature as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_account_usage_months') }}
