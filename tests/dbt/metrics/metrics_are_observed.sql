-- Every model with meta.aggregation stands in the list of metric_observations, and nothing else does.
-- depends_on: {{ ref('metric_catalog') }}
{% set problems = [] -%}
{% if execute -%}
    {% set observed = graph.nodes['model.' ~ project_name ~ '.metric_observations'].depends_on.nodes -%}
    {% set metrics = metric_nodes() | map(attribute='unique_id') | list -%}
    {% for id in metrics if id not in observed -%}
        {% do problems.append(id.split('.')[-1] ~ ' is a metric (meta.aggregation) but not in the list of metric_observations') -%}
    {% endfor -%}
    {% for id in observed if id not in metrics and not id.endswith('.metric_as_of') -%}
        {% do problems.append(id.split('.')[-1] ~ ' is in the list of metric_observations but has no meta.aggregation') -%}
    {% endfor -%}
{% endif -%}
{{ fail_by(problems) }}
