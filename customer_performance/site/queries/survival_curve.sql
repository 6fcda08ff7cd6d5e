select
    day,
    at_risk,
    share_surviving as share,
    ci_low,
    ci_high,
    median_days,
    median_low,
    median_high
from marts.customer_survival_curve
where dimension = 'all'
order by day
