-- Which links are clear, once it is allowed for that many pairs were tried (Benjamini and Hochberg in each family)?
{% set share = var('link_false_discovery') -%}

with

estimates as (

    select
        pairs.metric_id,
        pairs.outcome,
        pairs.kpi_metric_id,
        pairs.family,
        pairs.better,
        estimates.accounts,
        estimates.account_months,
        estimates.events,
        estimates.effective_clusters,
        estimates.effect,
        estimates.effect_low,
        estimates.effect_high,
        estimates.p_value,
        estimates.robustness_value,
        estimates.placebo_effect,
        estimates.placebo_p_value,
        coalesce(
            estimates.accounts >= 30
            and estimates.event_accounts >= 10
            and estimates.events >= 20
            and estimates.effective_clusters >= 40
            and estimates.p_value is not null,
            false
        ) as is_enough
    from {{ ref('cpi_kpi_links__pairs') }} as pairs
    inner join {{ ref('cpi_kpi_links__estimates') }} as estimates
        on pairs.metric_id = estimates.metric_id and pairs.outcome = estimates.outcome

),

ranked as (

    select
        *,
        p_value * count(*) over (partition by family, is_enough)
        / row_number() over (partition by family, is_enough order by p_value asc, metric_id asc, outcome asc) as shared
    from estimates

),

controlled as (

    select
        *,
        case
            when is_enough
                then least(
                    min(shared) over (
                        partition by family, is_enough
                        order by p_value desc, metric_id desc, outcome desc
                        rows between unbounded preceding and current row
                    -- nobody expected these, so they have to be twice as clear
                    ) * case family when 'explored' then 2 else 1 end, 1
                )
        end as q_value
    from ranked

),

passing as (

    select
        *,
        coalesce(q_value <= {{ share }} and effect_low * effect_high > 0, false) as passes
    from controlled

),

placebos as (

    select
        *,
        placebo_p_value * count(placebo_p_value) over (partition by passes)
        / row_number() over (partition by passes order by placebo_p_value asc nulls last, metric_id asc, outcome asc)
            as placebo_shared
    from passing

)

select
    *,
    min(placebo_shared) over (
        partition by passes
        order by placebo_p_value desc nulls first, metric_id desc, outcome desc
        rows between unbounded preceding and current row
    ) as placebo_q_value

from placebos
