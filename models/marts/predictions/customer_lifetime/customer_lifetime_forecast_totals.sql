-- What will customers bring together in the 365 days after a month's end, and what did they after past ones? Intervals
-- are made of the errors of earlier origins alone.
select
    totals.basis,
    totals.value_band,
    totals.origin_on,
    origins.until_on,
    totals.is_newest,
    cast(totals.customers as integer) as customers,
    cast(totals.priced_customers as integer) as priced_customers,
    case totals.basis when 'orders' then 'purchase' else 'month' end as unit,
    totals.units_expected,
    case
        when errors.units_reach is not null
            then round(greatest((totals.units_expected + 0.5) * exp(-errors.units_reach) - 0.5, 0), 6)
    end as units_low,
    -- nobody stays longer than there are months
    case
        when errors.units_reach is not null
            then round(
                least(
                    (totals.units_expected + 0.5) * exp(errors.units_reach) - 0.5,
                    case totals.basis when 'subscriptions' then 12e0 * totals.customers else 1e300 end
                ), 6
            )
    end as units_high,
    case when not totals.is_newest then totals.units_actual end as units_actual,
    totals.value_expected,
    round(totals.value_expected * exp(-errors.value_reach), 6) as value_low,
    round(totals.value_expected * exp(errors.value_reach), 6) as value_high,
    case when not totals.is_newest then totals.value_actual end as value_actual,
    coalesce(errors.units_origins, 0) as origins

from {{ ref('customer_lifetime_forecast__totals') }} as totals
inner join {{ ref('customer_lifetime_forecast__origins') }} as origins on totals.origin_on = origins.origin_on
inner join {{ ref('customer_lifetime_record') }} as record
    on totals.basis = record.basis and totals.method = record.method
left join {{ ref('customer_lifetime_forecast__errors') }} as errors
    on
        totals.basis = errors.basis
        and totals.method = errors.method
        and totals.value_band = errors.value_band
        and totals.origin_on = errors.origin_on
