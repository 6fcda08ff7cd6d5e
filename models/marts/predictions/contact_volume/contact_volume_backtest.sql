-- How right was each method from each past origin, series by series?
select
    contact,
    grain,
    dimension,
    dimension_value,
    method,
    date_on as origin_on,
    steps,
    mase,
    rmsse,
    wape,
    bias,
    weighted_quantile_loss,
    coverage_80,
    coverage_95

from {{ ref('contact_volume_forecast__methods') }}
where row_kind = 'backtest'
