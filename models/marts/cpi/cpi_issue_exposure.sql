-- How many accounts met a bug or a known limitation in the month?
select
    {{ observation('fct_account_months', subject='account_id', at='month_ends_at', numerator='issue_count > 0',
        unknown='issue_count_unknown_because') }}
from {{ ref('fct_account_months') }}
