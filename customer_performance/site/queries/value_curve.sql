select
    day,
    at_risk,
    share_reached as share,
    ci_low,
    ci_high,
    median_days,
    median_low,
    median_high
from marts.time_to_value_curve
where dimension = 'all'
order by day
