-- subject_id and observed_at together are unique in each metric.
-- Each metric's own view is read: sought in the union of all, every metric would be planned once for every metric.
-- depends_on: {{ ref('metric_observations') }}
{% for metric in metric_nodes() -%}
select
    '{{ metric.name }}' as metric_id,
    subject_id,
    observed_at,
    count(*) as observations
from {{ metric.relation_name }}
group by all
having count(*) > 1
{% if not loop.last %}
union all

{% endif -%}
{% endfor %}
