-- Has the health of accounts, and each component of it, ever told who would leave? Of each month, and of all
-- together.
{% set bands = ['red', 'amber', 'green'] -%}

with

periods as (

    select
        *,
        month_start_on as period_on
    from {{ ref('customer_health_validity__ranks') }}

    union all

    select
        *,
        cast(null as date) as period_on
    from {{ ref('customer_health_validity__ranks') }}

),

accounts as (

    select
        component,
        period_on,
        account_id,
        bool_or(is_lost) as is_lost,
        count(*) as months,
        sum(agreeing) as numerator,
        sum(compared) as denominator
    from periods
    group by component, period_on, account_id

),

cells as (

    select
        component,
        period_on,
        sum(months) as account_months,
        count(*) as accounts,
        count(case when is_lost then 1 end) as losses,
        {{ cluster_sums(in_units('numerator'), in_units('denominator')) }}
    from accounts
    group by component, period_on

),

-- every pair is counted with either account, so the variance of a ratio of sums is taken four times
areas as (

    select
        *,
        numerator / nullif(denominator, 0) as auc,
        case
            when denominator > 0 and losses > 1
                then
                    {{ t_quantile('losses - 1.0') }}
                    * 2e0 * sqrt({{ ratio_variance('(cast(numerator as double) / denominator)') }})
        end as margin
    from cells

)

select
    areas.period_on as month_start_on,
    areas.component,
    cast(areas.account_months as bigint) as account_months,
    cast(areas.accounts as bigint) as accounts,
    cast(areas.losses as bigint) as losses,
    round(areas.auc, 10) as auc,
    round({{ lower_bound('(areas.auc - nullif(areas.margin, 0))', 'areas.auc', 0) }}, 10) as auc_low,
    round({{ upper_bound('(areas.auc + nullif(areas.margin, 0))', 'areas.auc', 1) }}, 10) as auc_high,
    {% for band in bands -%}
    {{ band }}.accounts as {{ band }}_accounts,
    round({{ band }}.loss_rate, 10) as {{ band }}_loss_rate,
    round({{ band }}.ci_low, 10) as {{ band }}_loss_low,
    round({{ band }}.ci_high, 10) as {{ band }}_loss_high,
    {% endfor -%}
    case
        when areas.losses < 5 or areas.margin is null then 'too_few_losses'
        when areas.auc - areas.margin > 0.5 then 'ranks_losses'
        else 'does_not_rank_losses'
    end as verdict

from areas
{% for band in bands -%}
left join {{ ref('customer_health_validity__bands') }} as {{ band }}
    on
        case when areas.component = 'score' then '{{ band }}' end = {{ band }}.health_band
        and areas.period_on is not distinct from {{ band }}.month_start_on
{% endfor %}
