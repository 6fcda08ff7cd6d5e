select
    metric_id,
    outcome,
    dose,
    clusters,
    exposure_value,
    value,
    adjusted_value,
    ci_low,
    ci_high
from marts.cpi_kpi_link_doses
order by metric_id, outcome, dose_number
