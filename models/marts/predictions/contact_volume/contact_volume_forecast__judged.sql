-- How right each method was of each series, over all past origins.
select
    contact,
    grain,
    dimension,
    dimension_value,
    method,
    cast(count(*) as integer) as origins,
    min(origin_on) as first_origin_on,
    max(origin_on) as last_origin_on,
    -- what is left over from rounding, or from the order of a sum, decides nothing
    round(avg(mase), 9) as mase,
    round(avg(rmsse), 9) as rmsse,
    round(avg(wape), 9) as wape,
    round(avg(bias), 9) as bias,
    round(avg(weighted_quantile_loss), 9) as weighted_quantile_loss,
    round(avg(coverage_80), 9) as coverage_80,
    round(avg(coverage_95), 9) as coverage_95,
    -- by the hour most counts are 0, and a mean absolute error would want nothing else foretold
    round(avg(case grain when 'day' then mase else rmsse end), 9) as score

from {{ ref('contact_volume_backtest') }}
group by contact, grain, dimension, dimension_value, method
