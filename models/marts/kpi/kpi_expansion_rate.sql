-- By how much did the recurring revenue of the month's first customers grow?
select
    {{ observation('fct_account_retention', subject='account_id', at='month_ends_at',
        numerator='case when mrr_unknown_because is null then greatest(mrr_at_end - mrr_at_start, 0) end', denominator='mrr_at_start') }},
    mrr_unknown_because as unknown_because
from {{ ref('fct_account_retention') }}
where horizon_months = 1 and is_grace_closed and (mrr_at_start > 0 or mrr_unknown_because is not null)
