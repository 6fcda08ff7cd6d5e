-- After so many days as a customer, what share of accounts still is one?
with

curves as (

    {{ curves_by_dimension(ref('customer_survival_curve__durations')) | indent(4) }}

)

select
    dimension,
    dimension_value,
    duration as day,
    at_risk,
    events as lost,
    share_left as share_surviving,
    ci_low,
    ci_high,
    median_days,
    median_low,
    median_high

from curves
