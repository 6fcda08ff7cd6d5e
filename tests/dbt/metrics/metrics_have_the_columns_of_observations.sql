-- Every metric has the columns that metric_observations declares, of the same types and in the same order; after them
-- `unknown_because`, where its YAML describes that.
-- depends_on: {{ ref('metric_observations') }}
{% set problems = [] -%}
{% if execute -%}
    {% set expected = [] -%}
    {% for name, data_type in columns_of_model('metric_observations').items() if name != 'metric_id' -%}
        {% do expected.append(name ~ ' ' ~ data_type) -%}
    {% endfor -%}
    {% for metric in metric_nodes() -%}
        {% set found = [] -%}
        {% set view = adapter.get_relation(metric.database, metric.schema, metric.alias) -%}
        {% for column in (adapter.get_columns_in_relation(view) if view else []) -%}
            {% do found.append(column.name ~ ' ' ~ ('string' if column.is_string() else column.data_type | lower)) -%}
        {% endfor -%}
        {% set own = ['unknown_because string'] if 'unknown_because' in metric.columns else [] -%}
        {% if view and found != expected + own -%}
            {% do problems.append(metric.name ~ ' has the columns ' ~ found | join(', ')) -%}
        {% endif -%}
    {% endfor -%}
{% endif -%}
{{ fail_by(problems) }}
