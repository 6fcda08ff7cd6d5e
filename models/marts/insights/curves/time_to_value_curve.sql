-- After so many days, what share of new accounts has got what it came for?
with

curves as (

    {{ curves_by_dimension(ref('time_to_value_curve__durations')) | indent(4) }}

)

select
    dimension,
    dimension_value,
    duration as day,
    at_risk,
    events as reached,
    round(1 - share_left, 12) as share_reached,
    round(1 - ci_high, 12) as ci_low,
    round(1 - ci_low, 12) as ci_high,
    median_days,
    median_low,
    median_high

from curves
