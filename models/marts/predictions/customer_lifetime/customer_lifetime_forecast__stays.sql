-- How many months did each subscriber stay in the 365 days after each past origin, and what did it pay in them?
with

running as (

    select
        spans.origin_on,
        spans.account_id,
        origins.origin_at,
        origins.until_at
    from {{ ref('customer_lifetime_forecast__spans') }} as spans
    inner join {{ ref('customer_lifetime_forecast__origins') }} as origins on spans.origin_on = origins.origin_on
    where spans.is_running and not origins.is_newest

),

stayed as (

    select
        running.origin_on,
        running.account_id,
        sum({{ seconds_between(
            'greatest(spans.started_at, running.origin_at)', 'least(spans.ended_at, running.until_at)'
        ) }}) as seconds
    from running
    inner join {{ ref('fct_account_spans') }} as spans
        on
            running.account_id = spans.account_id
            and running.until_at > spans.started_at
            and running.origin_at < coalesce(spans.ended_at, {{ far_future() }})
    group by running.origin_on, running.account_id

),

paid as (

    select
        running.origin_on,
        running.account_id,
        count(*) > count(levels.mrr_amount) as is_unknown,
        sum({{ seconds_between(
            'greatest(levels.starts_at, running.origin_at)', 'least(levels.ends_at, running.until_at)'
        ) }} * levels.mrr_amount) as amount_seconds
    from running
    inner join {{ ref('int_account_mrr_levels') }} as levels
        on
            running.account_id = levels.customer_id
            and running.until_at > levels.starts_at
            and running.origin_at < levels.ends_at
    group by running.origin_on, running.account_id

)

{% set month_seconds = 365 * 86400 / 12 -%}
select
    running.origin_on,
    running.account_id,
    round(coalesce(stayed.seconds, 0) / {{ month_seconds }}, 9) as months_after,
    -- one unknown price makes the amount unknown
    case
        when not coalesce(paid.is_unknown, false) then round(coalesce(paid.amount_seconds, 0) / {{ month_seconds }}, 9)
    end as amount_after

from running
left join stayed on running.origin_on = stayed.origin_on and running.account_id = stayed.account_id
left join paid on running.origin_on = paid.origin_on and running.account_id = paid.account_id
