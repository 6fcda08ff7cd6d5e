-- How long will each subscriber stay, for how much, as each origin could know it, and what did it do in the 365 days
-- after?
with

-- by the subscriber's plan where that is large enough, else by all
running as (

    select
        spans.origin_on,
        origins.origin_at,
        origins.is_newest,
        spans.account_id,
        spans.months,
        coalesce(by_plan.months_expected_12, by_all.months_expected_12) as months_expected_12_by_month,
        coalesce(by_plan.months_expected_36, by_all.months_expected_36) as months_expected_36_by_month,
        coalesce(by_plan.share_kept_12, by_all.share_kept_12) as share_kept_12_by_month,
        by_all.mean_hazard,
        power(1 - by_all.mean_hazard, 12) as left_after_12,
        power(1 - by_all.mean_hazard, 36) as left_after_36
    from {{ ref('customer_lifetime_forecast__spans') }} as spans
    inner join {{ ref('customer_lifetime_forecast__origins') }} as origins on spans.origin_on = origins.origin_on
    inner join {{ ref('customer_lifetime_forecast__months') }} as by_all
        on spans.origin_on = by_all.origin_on and spans.months = by_all.months and by_all.plan = ''
    left join {{ ref('customer_lifetime_forecast__months') }} as by_plan
        on spans.origin_on = by_plan.origin_on and spans.months = by_plan.months and spans.plan = by_plan.plan
    where spans.is_running

)

select
    running.origin_on,
    running.is_newest,
    running.account_id,
    running.months,
    running.months_expected_12_by_month,
    running.months_expected_36_by_month,
    running.share_kept_12_by_month,
    -- the same as if all left at one rate, the company's: a sum of powers
    {% for count in [12, 36] -%}
    round(
        case
            when running.mean_hazard = 0 then {{ count }}
            else (1 - running.left_after_{{ count }}) * (1 / running.mean_hazard - 0.5)
        end, 9
    ) as months_expected_{{ count }}_at_one_rate,
    {% endfor -%}
    round(running.left_after_12, 9) as share_kept_12_at_one_rate,
    levels.mrr_amount,
    stays.months_after,
    stays.amount_after

from running
left join {{ ref('int_account_mrr_levels') }} as levels
    on
        running.account_id = levels.customer_id
        and running.origin_at > levels.starts_at
        and running.origin_at <= levels.ends_at
left join {{ ref('customer_lifetime_forecast__stays') }} as stays
    on running.origin_on = stays.origin_on and running.account_id = stays.account_id
