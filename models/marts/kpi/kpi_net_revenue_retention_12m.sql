-- Of the recurring revenue twelve months before the month's end, how much is left at its end, growth included?
select
    {{ observation('fct_account_retention', subject='account_id', at='month_ends_at',
        numerator='case when mrr_unknown_because is null then mrr_at_end end', denominator='mrr_at_start') }},
    mrr_unknown_because as unknown_because
from {{ ref('fct_account_retention') }}
where horizon_months = 12 and is_grace_closed and (mrr_at_start > 0 or mrr_unknown_because is not null)
