-- How many complaints does an account make in a month?
select
    {{ observation('fct_account_months', subject='account_id', at='month_ends_at', numerator='complaint_count',
        unknown='complaint_count_unknown_because') }}
from {{ ref('fct_account_months') }}
