-- Of the recurring revenue at the month's start, how much is left at its end, growth included?
select
    account_id as subject_id,
    month_ends_at as observed_at,
    {{ dimensions_of('fct_account_retention') }},
    cast(mrr_at_end as double) as numerator,
    cast(mrr_at_start as double) as denominator
from {{ ref('fct_account_retention') }}
where
    horizon_months = 1
    and is_grace_closed
    and mrr_at_start > 0
    and mrr_at_end is not null
