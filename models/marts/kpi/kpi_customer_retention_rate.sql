-- Of the accounts that were customers at the month's start, how many still are at its end?
select
    account_id as subject_id,
    month_ends_at as observed_at,
    {{ dimensions_of('fct_account_retention') }},
    cast(is_active_at_end as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_account_retention') }}
where horizon_months = 1 and is_grace_closed
