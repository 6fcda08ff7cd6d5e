-- How many accounts met a bug or a known limitation in the month?
select
    account_id as subject_id,
    month_ends_at as observed_at,
    {{ dimensions_of('fct_account_months') }},
    cast(issue_count > 0 as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_account_months') }}
where issue_count is not null
