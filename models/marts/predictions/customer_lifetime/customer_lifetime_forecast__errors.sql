-- How far off were the totals of earlier origins, as each origin could know it? What the intervals are made of.
with

totals as (

    select
        totals.basis,
        totals.method,
        totals.value_band,
        totals.origin_on,
        totals.is_newest,
        origins.until_on,
        -- half a purchase or month on both sides keeps the logarithm finite
        case when not totals.is_newest then ln((totals.units_actual + 0.5) / (totals.units_expected + 0.5)) end
            as units_missed,
        case
            when totals.value_actual > 0 and totals.value_expected > 0
                then ln(totals.value_actual / totals.value_expected)
        end as value_missed
    from {{ ref('customer_lifetime_forecast__totals') }} as totals
    inner join {{ ref('customer_lifetime_forecast__origins') }} as origins on totals.origin_on = origins.origin_on

),

-- from each origin, the errors of those whose 365 days were over by then; days that overlap tell once, so errors count
-- by the years that they span
missed as (

    select
        totals.basis,
        totals.method,
        totals.value_band,
        totals.origin_on,
        cast(count(earlier.units_missed) as integer) as units_origins,
        sqrt(avg(earlier.units_missed * earlier.units_missed)) as units_spread,
        min(earlier.origin_on) filter (where earlier.units_missed is not null) as units_first_on,
        max(earlier.until_on) filter (where earlier.units_missed is not null) as units_until_on,
        cast(count(earlier.value_missed) as integer) as value_origins,
        sqrt(avg(earlier.value_missed * earlier.value_missed)) as value_spread,
        min(earlier.origin_on) filter (where earlier.value_missed is not null) as value_first_on,
        max(earlier.until_on) filter (where earlier.value_missed is not null) as value_until_on
    from totals
    inner join totals as earlier
        on
            totals.basis = earlier.basis
            and totals.method = earlier.method
            and totals.value_band = earlier.value_band
            and totals.origin_on >= earlier.until_on
    where not earlier.is_newest
    group by totals.basis, totals.method, totals.value_band, totals.origin_on

),

-- a month's end may lie a few days off a whole year
spanned as (

    select
        *,
        floor(({{ whole_days('units_first_on', 'units_until_on') }} + 5) / 365e0) as units_years,
        floor(({{ whole_days('value_first_on', 'value_until_on') }} + 5) / 365e0) as value_years
    from missed

)

select
    basis,
    method,
    value_band,
    origin_on,
    units_origins,
    units_spread,
    units_years,
    case
        when units_origins >= 3 and units_years >= 2 then round(units_spread * {{ t_quantile('units_years') }}, 9)
    end as units_reach,
    value_origins,
    value_spread,
    value_years,
    case
        when value_origins >= 3 and value_years >= 2 then round(value_spread * {{ t_quantile('value_years') }}, 9)
    end as value_reach

from spanned
