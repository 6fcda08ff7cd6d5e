-- What moves what: which CPI goes with which later outcome of an account, how sure is it, and did it run before, too?
with

named as (

    select
        {% for suffix in text_languages().values() -%}
        catalog.label_{{ suffix }},
        {% endfor -%}
        verdicts.*
    from {{ ref('cpi_kpi_links__verdicts') }} as verdicts
    inner join {{ ref('metric_catalog') }} as catalog on verdicts.metric_id = catalog.metric_id
    -- of fewer accounts, a figure would say something about each of them
    where verdicts.accounts >= 5

),

judged as (

    select
        *,
        case
            when not is_enough then 'too_few_to_say'
            when not passes then 'no_clear_link'
            when placebo_q_value <= {{ var('link_false_discovery') }} then 'unclear_runs_both_ways'
            when effect * better > 0 then 'goes_with_better'
            else 'goes_with_worse'
        end as verdict
    from named

),

bounded as (

    select
        *,
        case when verdict = 'no_clear_link' then greatest(abs(effect_low), abs(effect_high)) end
            as effect_excluded_beyond
    from judged

),

said as (

    select
        *,
        {{ link_figures() }}
    from bounded

)

select
    metric_id,
    outcome,
    kpi_metric_id,
    family,
    accounts,
    account_months,
    events,
    effective_clusters,
    effect,
    effect_low,
    effect_high,
    'points' as unit,
    p_value,
    q_value,
    robustness_value,
    -- of too few, a placebo is little more than rounding
    case when verdict <> 'too_few_to_say' then placebo_effect end as placebo_effect,
    case when verdict <> 'too_few_to_say' then placebo_p_value end as placebo_p_value,
    verdict,
    {% for suffix in text_languages().values() -%}
    {{ link_sentence(suffix) }} as sentence_{{ suffix }},
    {% endfor -%}
    effect_excluded_beyond

from said
