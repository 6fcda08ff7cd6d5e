select
    metric_id,
    outcome,
    kpi_metric_id,
    family,
    accounts,
    account_months,
    events,
    effect,
    effect_low,
    effect_high,
    q_value,
    robustness_value,
    placebo_effect,
    verdict,
    effect_excluded_beyond,
    sentence_en,
    sentence_zh_hans,
    sentence_zh_hant
from marts.cpi_kpi_links
order by q_value nulls last, metric_id, outcome
