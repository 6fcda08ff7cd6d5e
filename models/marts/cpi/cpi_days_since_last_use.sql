-- At the month's end, for how many days had a customer not used the product?
select
    {{ observation('fct_account_usage_months', subject='account_id', at='month_ends_at',
        numerator='quiet_seconds / 86400e0') }},
    quiet_unknown_because as unknown_because
from {{ ref('fct_account_usage_months') }}
