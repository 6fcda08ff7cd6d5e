select
    basis,
    verdict,
    method,
    customers,
    origins,
    rmse,
    past_rate_rmse,
    expected_over_actual
from marts.customer_lifetime_record
order by basis
