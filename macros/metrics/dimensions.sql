{#- Which periods and dimensions the roll-up fills. -#}

{% macro metric_grains() %}
    {{ return(['day', 'week', 'month', 'quarter']) }}
{% endmacro %}

{% macro metric_dimensions() %}
    {% set dimensions = [
        'all', 'segment', 'region', 'plan', 'customer_type', 'channel', 'team', 'lead',
        'priority', 'complexity', 'product_area', 'touchpoint',
    ] %}
    {{ return(dimensions + (['agent'] if var('publish_agents') else [])) }}
{% endmacro %}

{#- The dimensions that stand on the observation itself. -#}
{% macro observed_dimensions() %}
    {% set dimensions = ['channel', 'priority', 'complexity', 'product_area', 'touchpoint'] %}
    {{ return(dimensions + (['agent'] if var('publish_agents') else [])) }}
{% endmacro %}

{#- The column of an observation that holds such a dimension. -#}
{% macro observed_column(dimension) -%}
    {{ 'agent_id' if dimension == 'agent' else dimension }}
{%- endmacro %}

{#- The dimensions that come with the account. -#}
{% macro account_dimensions() %}
    {{ return(['segment', 'region', 'plan', 'customer_type']) }}
{% endmacro %}

{#- One cell for each grain and dimension, with the columns of metric_dimension_keys that hold them.
    The grains in `narrow_grains` carry the main dimensions only. -#}
{% macro metric_cells(narrow_grains=['day', 'week']) %}
    {% set cells = [] %}
    {% for grain in metric_grains() %}
        {% for dimension in metric_dimensions() %}
            {% if grain not in narrow_grains or dimension in ['all', 'team', 'channel'] %}
                {% do cells.append({
                    'grain': grain, 'period': grain ~ '_start',
                    'dimension': dimension, 'value': dimension ~ '_key',
                }) %}
            {% endif %}
        {% endfor %}
    {% endfor %}
    {{ return(cells) }}
{% endmacro %}

{#- Whether a list kept as text, such as 'day, week', holds the word that an expression gives. -#}
{% macro holds_word(list, word) -%}
    position(concat(', ', {{ word }}, ',') in concat(', ', {{ list }}, ',')) > 0
{%- endmacro %}
