-- Churn + retention = 1, and gross revenue retention + expansion = net revenue retention, for each account and month.
{% set identities = [
    ('kpi_customer_churn_rate', 'kpi_customer_retention_rate', none),
    ('kpi_gross_revenue_retention', 'kpi_expansion_rate', 'kpi_net_revenue_retention'),
] -%}
{% for first, second, whole in identities -%}
select
    '{{ first }}' as metric_id,
    coalesce(firsts.subject_id, seconds.subject_id) as subject_id,
    coalesce(firsts.observed_at, seconds.observed_at) as observed_at
from {{ ref(first) }} as firsts
full join {{ ref(second) }} as seconds
    on firsts.subject_id = seconds.subject_id and firsts.observed_at = seconds.observed_at
{% if whole -%}
full join {{ ref(whole) }} as wholes
    on firsts.subject_id = wholes.subject_id and firsts.observed_at = wholes.observed_at
where
    -- known or unknown together
    (firsts.numerator is null) <> (wholes.numerator is null)
    or (seconds.numerator is null) <> (wholes.numerator is null)
    or abs(firsts.numerator + seconds.numerator - wholes.numerator) > 1e-6 * greatest(1, abs(wholes.numerator))
    or firsts.subject_id is null or seconds.subject_id is null or wholes.subject_id is null
{% else -%}
where
    -- known or unknown together
    (firsts.numerator is null) <> (seconds.numerator is null)
    or firsts.numerator + seconds.numerator <> firsts.denominator
    or firsts.subject_id is null or seconds.subject_id is null

union all

{% endif -%}
{% endfor %}
