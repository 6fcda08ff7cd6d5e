{#- Which periods and dimensions the roll-up fills. Var `dimensions` declares the dimensions. -#}

{#- {language: how columns of that language end}. -#}
{% macro text_languages() %}
    {% set found = {} %}
    {% for language in var('languages') %}
        {% do found.update({language: language | lower | replace('-', '_')}) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{% macro metric_grains() %}
    {{ return(['day', 'week', 'month', 'quarter']) }}
{% endmacro %}

{#- Each dimension as {name, of, column, fact_column, ...}, in the declared order; `of`: those of the account, say, alone.
    `fact_column`: the column without which a fact does not have it. -#}
{% macro declared_dimensions(of=none) %}
    {% set found = [] %}
    {% for name, declared in var('dimensions').items() if of in [none, declared.of] %}
        {% set column = declared.column or name %}
        {% set fact_column = var('dimension_keys').get(declared.of, column) %}
        {% do found.append(dict(declared, name=name, column=column, fact_column=fact_column)) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{#- Without those that wait for a var to publish them. -#}
{% macro published_dimensions(of=none) %}
    {% set found = [] %}
    {% for dimension in declared_dimensions(of) if not dimension.published_by or var(dimension.published_by) %}
        {% do found.append(dimension) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{#- Their names, after the whole company. -#}
{% macro metric_dimensions() %}
    {{ return(['all'] + published_dimensions() | map(attribute='name') | list) }}
{% endmacro %}

{#- One cell for each grain and dimension, with the columns of metric_dimension_keys that hold them.
    The grains in `narrow_grains` carry the main dimensions only. -#}
{% macro metric_cells(narrow_grains=['day', 'week']) %}
    {% set main = ['all'] %}
    {% for dimension in declared_dimensions() if dimension.in_every_grain %}
        {% do main.append(dimension.name) %}
    {% endfor %}
    {% set cells = [] %}
    {% for grain in metric_grains() %}
        {% for dimension in metric_dimensions() %}
            {% if grain not in narrow_grains or dimension in main %}
                {% do cells.append({
                    'grain': grain, 'period': grain ~ '_start',
                    'dimension': dimension, 'value': dimension ~ '_key',
                }) %}
            {% endif %}
        {% endfor %}
    {% endfor %}
    {{ return(cells) }}
{% endmacro %}

{#- Those that carry quantiles: quarters have the main dimensions only, as days and weeks do. -#}
{% macro quantile_cells() %}
    {{ return(metric_cells(['day', 'week', 'quarter'])) }}
{% endmacro %}

{#- Whether a list kept as text, such as 'day, week', holds the word that an expression gives. -#}
{% macro holds_word(list, word) -%}
    position(concat(', ', {{ word }}, ',') in concat(', ', {{ list }}, ',')) > 0
{%- endmacro %}
