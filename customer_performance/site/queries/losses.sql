select
    reason,
    customer_count,
    mrr_lost_amount
from marts.churn_reasons
where row_kind = 'reason'
order by reason_rank nulls last
