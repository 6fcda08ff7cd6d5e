select *
from marts.customer_health_validity
where month_start_on is null
order by component <> 'score', auc desc nulls last, component
