select
    basis,
    value_band,
    origin_on,
    until_on,
    is_newest,
    customers,
    units_expected,
    units_low,
    units_high,
    units_actual,
    value_expected,
    value_low,
    value_high,
    value_actual
from marts.customer_lifetime_forecast_totals
order by
    basis,
    origin_on desc,
    case value_band when 'all' then 0 when 'top_tenth' then 1 when 'upper_half' then 2 else 3 end
