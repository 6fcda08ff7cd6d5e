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
    avg(mase) as mase,
    avg(rmsse) as rmsse,
    avg(wape) as wape,
    avg(bias) as bias,
    avg(weighted_quantile_loss) as weighted_quantile_loss,
    avg(coverage_80) as coverage_80,
    avg(coverage_95) as coverage_95,
    -- what is left over from rounding decides nothing; by the hour most counts are 0, and a mean absolute error would
    -- want nothing else foretold
    round(avg(case grain when 'day' then mase else rmsse end), 9) as score

from {{ ref('contact_volume_backtest') }}
group by contact, grain, dimension, dimension_value, method
