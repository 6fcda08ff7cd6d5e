-- By how much did the recurring revenue of the month's first customers grow?
select
    {{ observation('fct_account_retention', subject='account_id', at='month_ends_at',
        numerator='greatest(mrr_at_end - mrr_at_start, 0)', denominator='mrr_at_start') }}
from {{ ref('fct_account_retention') }}
where horizon_months = 1 and is_grace_closed and mrr_at_start > 0 and mrr_at_end is not null
