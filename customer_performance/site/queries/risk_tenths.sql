select
    tenth,
    account_months,
    predicted,
    observed,
    observed_low,
    observed_high
from marts.churn_risk_calibration
where features = 'all' and method = 'chosen'
order by tenth
