-- Which CPI is held against which outcome, and is it a pair that the CPI's own definition expects?
{% set outcomes_of = {
    'kpi_customer_churn_rate': 'is_lost', 'kpi_customer_churn_rate_12m': 'is_lost',
    'kpi_customer_retention_rate': 'is_lost', 'kpi_gross_revenue_retention': 'is_lost',
    'kpi_gross_revenue_retention_12m': 'is_lost', 'kpi_renewal_rate': 'is_lost',
    'kpi_post_contact_churn_rate': 'is_lost', 'kpi_net_revenue_retention': 'mrr_change',
    'kpi_net_revenue_retention_12m': 'mrr_change', 'kpi_expansion_rate': 'is_expanded', 'kpi_referrals': 'is_referring',
    'kpi_promoter_referral_rate': 'is_referring', 'kpi_repeat_purchase_rate': 'is_ordering',
} -%}

with

outcomes (outcome, kpi_metric_id, better) as (

    values
    ('is_lost', 'kpi_customer_churn_rate', -1),
    ('mrr_change', 'kpi_net_revenue_retention', 1),
    ('is_expanded', 'kpi_expansion_rate', 1),
    ('is_referring', 'kpi_referrals', 1),
    ('is_ordering', 'kpi_repeat_purchase_rate', 1)

),

kpis (kpi_metric_id, outcome) as (

    values
    {% for kpi, outcome in outcomes_of.items() -%}
    ('{{ kpi }}', '{{ outcome }}'){{ ',' if not loop.last }}
    {% endfor %}

),

cpis as (

    select * from {{ ref('metric_catalog') }}
    where family = 'cpi' and metric_id = model

),

declared as (

    select
        cpis.metric_id,
        kpis.outcome,
        -- of several, the one that the definition names first
        min_by(
            kpis.kpi_metric_id,
            strpos(concat(', ', cpis.influences, ', '), concat(', ', kpis.kpi_metric_id, ', '))
        ) as kpi_metric_id
    from cpis
    inner join kpis
        on strpos(concat(', ', cpis.influences, ', '), concat(', ', kpis.kpi_metric_id, ', ')) > 0
    group by cpis.metric_id, kpis.outcome

)

select
    cpis.metric_id,
    outcomes.outcome,
    coalesce(declared.kpi_metric_id, outcomes.kpi_metric_id) as kpi_metric_id,
    case when declared.metric_id is null then 'explored' else 'declared' end as family,
    cpis.look_ahead_days,
    cpis.aggregation in ('median', 'p90') as is_duration,
    case cpis.direction when 'lower_is_better' then -1 else 1 end as direction,
    outcomes.better

from cpis
cross join outcomes
left join declared on cpis.metric_id = declared.metric_id and outcomes.outcome = declared.outcome
