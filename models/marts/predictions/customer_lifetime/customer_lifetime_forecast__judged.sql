-- How right was each method over all past origins?
select
    basis,
    method,
    cast(count(*) as integer) as origins,
    min(origin_on) as first_origin_on,
    max(origin_on) as last_origin_on,
    round(avg(mae), 9) as mae,
    round(avg(rmse), 9) as rmse,
    round(sum(units_expected) / nullif(sum(units_actual), 0), 9) as expected_over_actual

from {{ ref('customer_lifetime_backtest') }}
group by basis, method
