-- How many complaints does an account make in a month?
select
    account_id as subject_id,
    month_ends_at as observed_at,
    {{ dimensions_of('fct_account_months') }},
    cast(complaint_count as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_account_months') }}
where complaint_count is not null
