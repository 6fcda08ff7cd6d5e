-- A metric says why a subject is unknown wherever it has no numerator for it, and nowhere else.
-- depends_on: {{ ref('metric_observations') }}
{% set with_reasons = metrics_with_unknown_subjects() | map(attribute='name') | list -%}
{% for metric in metric_nodes() -%}
{% set is_unknown = 'unknown_because is not null' if metric.name in with_reasons else 'false' -%}
select
    '{{ metric.name }}' as metric_id,
    subject_id,
    observed_at
from {{ metric.relation_name }}
where (numerator is null) <> ({{ is_unknown }})
{% if not loop.last %}
union all

{% endif -%}
{% endfor %}
