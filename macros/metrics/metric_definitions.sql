{#- Every metric that the models declare, as a list of its meta; `also` adds one for each further aggregation. -#}
{% macro metric_definitions() %}
    {% set further = {
        'mean': {
            'aggregation': 'ratio',
            'label': {'en': ', mean', 'zh-Hans': '（平均值）', 'zh-Hant': '（平均數）'},
            'formula': {'en': 'Mean, instead of: ', 'zh-Hans': '取平均值，而非：', 'zh-Hant': '取平均數，而非：'},
        },
        'p90': {
            'aggregation': 'p90',
            'label': {'en': ', 90th percentile', 'zh-Hans': '（第 90 百分位数）', 'zh-Hant': '（第 90 百分位數）'},
            'formula': {
                'en': '90th percentile, instead of: ', 'zh-Hans': '取第 90 百分位数，而非：',
                'zh-Hant': '取第 90 百分位數，而非：',
            },
        },
    } %}
    {% set metrics = [] %}
    {% for node in metric_nodes() %}
        {% set meta = dict(
            node.config.meta, metric_id=node.name, model=node.name, owner=node.config.group,
            dimensions=node.config.meta.get('dimensions') or dimensions_of_metric(node)
        ) %}
        {% do metrics.append(meta) %}
        {% for suffix in meta.get('also') or [] %}
            {% set variant = further[suffix] %}
            {% set label = {} %}
            {% set formula = {} %}
            {% for language in variant.label if meta.label.get(language) %}
                {% do label.update({language: meta.label[language] ~ variant.label[language]}) %}
            {% endfor %}
            {% for language in variant.formula if meta.formula.get(language) %}
                {% do formula.update({language: variant.formula[language] ~ meta.formula[language]}) %}
            {% endfor %}
            {% do metrics.append(dict(
                meta, metric_id=node.name ~ '_' ~ suffix, aggregation=variant.aggregation,
                label=label, formula=formula, also=[], is_binary=false
            )) %}
        {% endfor %}
    {% endfor %}
    {{ return(metrics) }}
{% endmacro %}

{#- The models that are metrics: those with `meta.aggregation`. -#}
{% macro metric_nodes() %}
    {% set nodes = [] %}
    {% if execute %}
        {% for node in graph.nodes.values() | sort(attribute='name') %}
            {% if node.resource_type == 'model' and node.config.meta.aggregation %}
                {% do nodes.append(node) %}
            {% endif %}
        {% endfor %}
    {% endif %}
    {{ return(nodes) }}
{% endmacro %}

{#- A value of meta as an SQL text: lists joined by commas, nothing as null. -#}
{% macro meta_text(value) -%}
    {%- if value is none or value is undefined or value == [] -%} cast(null as string)
    {%- elif value is string -%} '{{ dbt.escape_single_quotes(value | trim) }}'
    {%- elif value is mapping -%} {{ meta_text(value.get('en')) }}
    {%- elif value is sequence -%} '{{ dbt.escape_single_quotes(value | join(", ")) }}'
    {%- else -%} '{{ value }}'
    {%- endif -%}
{%- endmacro %}

{#- A number of meta; a text is taken as the number it writes. -#}
{% macro meta_number(value, type='double') -%}
    cast({{ 'null' if value is none or value is undefined else value }} as {{ type }})
{%- endmacro %}

{#- A text of a metric in a language; where it has none, in English, or else in the first that it has. -#}
{% macro text_in(texts, language) %}
    {{ return(texts.get(language) or texts.get('en') or texts.values() | first) }}
{% endmacro %}

{#- The languages in which a metric has all of its texts. -#}
{% macro languages_of(metric) %}
    {% set found = [] %}
    {% for language in var('languages') %}
        {% set given = [metric.label, metric.question, metric.formula, metric.explanation] | selectattr(language) | list %}
        {% if given | length == 4 %}
            {% do found.append(language) %}
        {% endif %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
