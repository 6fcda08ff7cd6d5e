-- Of the accounts in each band at the end of a month, how many were lost within 90 days? Of each month, and of all.
with

judged as (

    select
        health.account_id,
        health.month_start_on,
        health.health_band,
        outcomes.is_lost
    from {{ ref('customer_health') }} as health
    inner join {{ ref('customer_health_validity__outcomes') }} as outcomes
        on health.account_id = outcomes.account_id and health.month_start_on = outcomes.month_start_on
    where health.health_band is not null

),

periods as (

    select
        *,
        month_start_on as period_on
    from judged

    union all

    select
        *,
        cast(null as date) as period_on
    from judged

),

clusters as (

    select
        period_on,
        health_band,
        account_id,
        count(*) as subjects,
        count(case when is_lost then 1 end) as numerator,
        count(*) as denominator
    from periods
    group by period_on, health_band, account_id

),

models as (

    select
        1 as model_key,
        'loss_rate' as ratio_metric_id,
        true as is_binary

),

cells as (

    select
        1 as model_key,
        period_on,
        health_band,
        sum(subjects) as subjects,
        {{ cluster_sums(in_units('numerator'), in_units('denominator')) }}
    from clusters
    group by period_on, health_band

),

{{ ratio_intervals(['period_on', 'health_band']) }}

select
    period_on as month_start_on,
    health_band,
    cast(clusters as bigint) as accounts,
    value as loss_rate,
    {{ lower_bound('ci_low', 'value', 0) }} as ci_low,
    {{ upper_bound('ci_high', 'value', 1) }} as ci_high

from intervals
