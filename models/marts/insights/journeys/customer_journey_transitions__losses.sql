-- The difference of two shares of one stage, with its interval: the linearised variance of a difference of two
-- ratios over the same clusters.
with

rates as (

    select
        *,
        lost_here / nullif(here, 0) as rate_here,
        lost_elsewhere / nullif(elsewhere, 0) as rate_elsewhere,
        least(here * here / nullif(squares_here, 0), elsewhere * elsewhere / nullif(squares_elsewhere, 0))
            as effective_clusters
    from {{ ref('customer_journey_transitions__differences') }}

),

variances as (

    select
        *,
        clusters / (clusters - 1e0) * (
            {% for part in ['here', 'elsewhere'] -%}
            (
                lost_squares_{{ part }} - 2 * rate_{{ part }} * products_{{ part }}
                + rate_{{ part }} * rate_{{ part }} * squares_{{ part }}
            ) / ({{ part }} * {{ part }})
            {{ '+' if not loop.last }}
            {%- endfor %}
            - 2 * (
                lost_both - rate_elsewhere * lost_here_elsewhere - rate_here * here_lost_elsewhere
                + rate_here * rate_elsewhere * here_elsewhere
            ) / (here * elsewhere)
        ) as variance
    from rates
    where clusters > 1 and here > 0 and elsewhere > 0

),

margins as (

    select
        *,
        case
            when effective_clusters >= 2 and variance > 1e-12
                then {{ t_quantile('effective_clusters - 1') }} * sqrt(variance)
        end as margin
    from variances

)

select
    rates.journey,
    rates.stage,
    rates.to_stage,
    rates.accounts_here,
    rates.accounts_elsewhere,
    rates.accounts_lost,
    rates.rate_here as lost_within_90d_rate,
    rates.rate_here - rates.rate_elsewhere as lost_rate_difference,
    {{ lower_bound('(rates.rate_here - rates.rate_elsewhere - margins.margin)', '1', '-1') }} as difference_low,
    {{ upper_bound('(rates.rate_here - rates.rate_elsewhere + margins.margin)', '-1', '1') }} as difference_high

from rates
left join margins
    on rates.journey = margins.journey and rates.stage = margins.stage and rates.to_stage = margins.to_stage
