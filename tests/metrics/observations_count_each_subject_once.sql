-- subject_id and observed_at together are unique in each metric.
-- depends_on: {{ ref('metric_observations') }}
{% for metric in metric_nodes() -%}
select
    '{{ metric.name }}' as metric_id,
    subject_id,
    observed_at,
    count(*) as observations
from {{ ref('metric_observations') }}
where metric_id = '{{ metric.name }}'
group by all
having count(*) > 1
{% if not loop.last %}
union all

{% endif -%}
{% endfor %}
