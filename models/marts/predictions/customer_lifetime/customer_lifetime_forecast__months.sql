-- How many of the next 12 and 36 months will a subscriber stay who has stayed so many, as each origin could know it?
with

tenures as (

    select distinct
        spans.origin_on,
        hazards.plan,
        spans.months
    from {{ ref('customer_lifetime_forecast__spans') }} as spans
    inner join {{ ref('customer_lifetime_forecast__hazards') }} as hazards on spans.origin_on = hazards.origin_on
    where spans.is_running

),

-- logarithms add up in whole units, so that their order changes nothing; once all have left nobody comes back
survival as (

    select
        tenures.origin_on,
        tenures.plan,
        tenures.months,
        hazards.month_number - tenures.months as ahead,
        max(hazards.mean_hazard) over by_tenure as mean_hazard,
        max(hazards.hazard) over onwards as largest_hazard,
        sum(case when hazards.hazard < 1 then ln(1 - hazards.hazard) end) over onwards as log_left
    from tenures
    inner join {{ ref('customer_lifetime_forecast__hazards') }} as hazards
        on
            tenures.origin_on = hazards.origin_on
            and tenures.plan = hazards.plan
            and tenures.months < hazards.month_number
            and tenures.months + 36 >= hazards.month_number
    window
        by_tenure as (partition by tenures.origin_on, tenures.plan, tenures.months),
        onwards as (
            partition by tenures.origin_on, tenures.plan, tenures.months
            order by hazards.month_number asc
            rows between unbounded preceding and current row
        )

),

shares as (

    select
        *,
        case when largest_hazard >= 1 then 0 else exp(log_left) end as share_left
    from survival

)

select
    origin_on,
    plan,
    months,
    max(mean_hazard) as mean_hazard,
    -- who leaves within a month has had half of it: the mean of those there at its beginning and at its end
    round(0.5 + sum(share_left) filter (where ahead < 12) + 0.5e0 * max(share_left) filter (where ahead = 12), 9)
        as months_expected_12,
    round(0.5 + sum(share_left) filter (where ahead < 36) + 0.5e0 * max(share_left) filter (where ahead = 36), 9)
        as months_expected_36,
    round(max(share_left) filter (where ahead = 12), 9) as share_kept_12

from shares
group by origin_on, plan, months
