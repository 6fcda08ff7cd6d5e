-- How many accounts used the heart of the product in the month?
select
    {{ observation('fct_account_usage_months', subject='account_id', at='month_ends_at',
        numerator='has_used_core_feature') }},
    has_used_core_feature_unknown_because as unknown_because
from {{ ref('fct_account_usage_months') }}
