{#- What is missing or wrong in the meta of the metrics, as a list of texts that name metric and key. -#}
{% macro metric_problems() %}
    {% set words = {
        'family': ['cpi', 'kpi'],
        'tier': ['basic', 'customer_centred', 'advanced'],
        'aggregation': ['ratio', 'median', 'p90', 'max', 'total', 'distinct', 'balance'],
        'direction': ['higher_is_better', 'lower_is_better', 'neutral'],
        'need': ['functional', 'emotional', 'social'],
        'grains': metric_grains(),
        'dimensions': ['all'] + declared_dimensions() | map(attribute='name') | list,
        'also': ['mean', 'p90'],
    } %}
    {% set texts = ['label', 'question', 'formula', 'explanation'] %}
    {% set required = texts + [
        'family', 'tier', 'unit', 'scale', 'aggregation', 'range', 'grains', 'direction',
        'influences', 'requires', 'improves_with', 'benchmark',
    ] %}
    {% set of_cpis = ['outcome', 'increment', 'need'] %}
    {% set optional = ['also', 'dimensions', 'is_binary', 'is_snapshot', 'look_ahead_days', 'custom_columns', 'own_columns'] %}
    {% set problems = [] %}
    {% for node in metric_nodes() %}
        {% set meta = node.config.meta %}
        {% set expected = required + (of_cpis if meta.family == 'cpi' else []) %}
        {% set found = [] %}
        {% for key in expected if key not in meta %}
            {% do found.append(key ~ ' is missing') %}
        {% endfor %}
        {% for key in meta if key not in expected + optional %}
            {% do found.append(key ~ ' is no key of a metric') %}
        {% endfor %}
        {% for key in texts if key in meta %}
            {% set given = meta[key] if meta[key] is mapping else {} %}
            {% for language in var('languages') if not (given.get(language) if language in given else given) %}
                {% do found.append(key ~ ' lacks ' ~ language) %}
            {% endfor %}
            {% for language in given if language not in var('languages') %}
                {% do found.append(key ~ ': var languages lacks ' ~ language) %}
            {% endfor %}
        {% endfor %}
        {% for key in words if meta.get(key) is not none %}
            {% set given = [meta[key]] if meta[key] is string else meta[key] %}
            {% for word in given if word not in words[key] %}
                {% do found.append(key ~ ' does not know the word ' ~ word) %}
            {% endfor %}
        {% endfor %}
        {% for key in expected if key in meta and key not in ['range', 'influences', 'improves_with', 'benchmark'] %}
            {% if meta[key] is none or (meta[key] is sequence and not meta[key]) %}
                {% do found.append(key ~ ' is empty') %}
            {% endif %}
        {% endfor %}
        {% do found.extend(metric_contradictions(node.name, meta)) %}
        {% for unknown in unknown_inputs(meta) %}
            {% do found.append('requires or improves_with: ' ~ unknown) %}
        {% endfor %}
        {% for problem in custom_column_problems(node) %}
            {% do found.append('custom_columns: ' ~ problem) %}
        {% endfor %}
        {% for problem in found %}
            {% do problems.append(node.name ~ ': meta.' ~ problem) %}
        {% endfor %}
    {% endfor %}
    {{ return(problems) }}
{% endmacro %}

{#- Keys that are right by themselves and wrong together. -#}
{% macro metric_contradictions(name, meta) %}
    {% set found = [] %}
    {% if not name.startswith((meta.family or '') ~ '_') %}
        {% do found.append('family is not what the name begins with') %}
    {% endif %}
    {% if (meta.unit == '%') != (meta.scale == 100) and meta.scale not in [1, 100] %}
        {% do found.append('scale is neither 1 nor 100') %}
    {% endif %}
    {% if meta.unit == '%' and meta.scale != 100 %}
        {% do found.append('scale is not 100 though unit is %') %}
    {% endif %}
    {% if meta.is_binary and meta.aggregation != 'ratio' %}
        {% do found.append('is_binary is true though aggregation is no ratio') %}
    {% endif %}
    {% if 'dimensions' in meta and 'all' not in (meta.dimensions or []) %}
        {% do found.append('dimensions lacks all, the whole company') %}
    {% endif %}
    {% if meta.aggregation == 'ratio' and 'mean' in (meta.also or []) or meta.aggregation in (meta.also or []) %}
        {% do found.append('also repeats the aggregation') %}
    {% endif %}
    {% if 'range' in meta and (meta.range is string or meta.range is not sequence or meta.range | length != 2) %}
        {% do found.append('range is no pair of bounds') %}
    {% endif %}
    {% if meta.benchmark and not (meta.benchmark is mapping and meta.benchmark.text and meta.benchmark.source) %}
        {% do found.append('benchmark lacks text or source') %}
    {% endif %}
    {{ return(found) }}
{% endmacro %}

{#- A singular test that found its failures in the project's files: says them on screen, and fails by them. -#}
{% macro fail_by(problems) -%}
    {%- for problem in problems -%}
        {%- if execute %}{% do log(problem, info=true) %}{% endif -%}
        select '{{ dbt.escape_single_quotes(problem) }}' as problem
        {% if not loop.last %}union all {% endif %}
    {%- else -%}
        select 'nothing' as problem
        where 1 = 0
    {%- endfor -%}
{%- endmacro %}
