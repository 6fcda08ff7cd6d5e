-- Are the lights green while customers suffer? Targets kept beside what customers say, each by its whole interval.
{% set measures = {
    'sla': 'kpi_sla_attainment', 'satisfaction': 'cpi_customer_satisfaction', 'ease': 'cpi_customer_effort_score',
} -%}

with

months as (

    select * from {{ ref('metric_values') }}
    where
        grain = 'month'
        and metric_id in ('kpi_sla_attainment', 'cpi_customer_satisfaction', 'cpi_customer_effort_score')

),

cells as (

    select
        parts.metric_id,
        parts.period_start,
        parts.is_complete,
        parts.dimension,
        parts.dimension_value,
        1 as months_covered,
        parts.subjects,
        parts.value,
        parts.ci_low,
        parts.ci_high,
        parts.target,
        coalesce(parts.target, company.value) as benchmark
    from months as parts
    inner join months as company on parts.metric_id = company.metric_id and parts.period_start = company.period_start
    where parts.dimension in ('team', 'lead', 'segment') and company.dimension = 'all'

    union all

    select
        metric_id,
        period_start,
        is_complete,
        'account' as dimension,
        account_id as dimension_value,
        12 as months_covered,
        subjects,
        value,
        ci_low,
        ci_high,
        target,
        coalesce(target, company_value) as benchmark
    from {{ ref('delivery_gap__accounts') }}

),

judged as (

    select
        *,
        case
            when ci_low >= benchmark then 'above'
            when ci_high < benchmark then 'below'
            else 'unclear'
        end as verdict
    from cells

),

sides as (

    select
        period_start as month_start_on,
        dimension,
        dimension_value,
        months_covered,
        {% for measure, metric_id in measures.items() -%}
        {% for column in ['subjects', 'value', 'ci_low', 'ci_high', 'benchmark'] -%}
        max({{ column }}) filter (where metric_id = '{{ metric_id }}') as {{ measure }}_{{ column }},
        {% endfor -%}
        bool_or(target is not null) filter (where metric_id = '{{ metric_id }}') as {{ measure }}_has_target,
        coalesce(max(verdict) filter (where metric_id = '{{ metric_id }}'), 'unclear') as {{ measure }}_verdict,
        {% endfor -%}
        bool_and(is_complete) as is_complete
    from judged
    group by period_start, dimension, dimension_value, months_covered

)

select
    *,
    case
        when sla_verdict = 'unclear' then 'too_few_to_say'
        -- where one of the two questions is clearly below, the other one cannot make up for it
        when 'below' in (satisfaction_verdict, ease_verdict)
            then case sla_verdict when 'above' then 'watermelon' else 'failing' end
        when 'above' in (satisfaction_verdict, ease_verdict)
            then case sla_verdict when 'above' then 'healthy' else 'slow_but_loved' end
        else 'too_few_to_say'
    end as quadrant

from sides
