{#- What the contract says of its tables. Neither while dbt parses nor in unit tests is it there to be read: then there is
    none. So a model that makes a `ref` of what it reads here calls `refer_to_all_tables`, and its unit tests say by
    `overrides` what these macros return. -#}

{#- {table: the times in it that are no plans}. -#}
{% macro times_that_happened() %}
    {{ return(columns_by_table('happened')) }}
{% endmacro %}

{#- {table: the times in it that may not be later than the load}. -#}
{% macro times_never_ahead() %}
    {{ return(columns_by_table('never_ahead')) }}
{% endmacro %}

{#- {table: the column that tells its rows apart}; tables that have none are left out. -#}
{% macro table_keys() %}
    {% set keys = {} %}
    {% for table in contract_tables() if table.config.meta.get('key') %}
        {% do keys.update({table.name: table.config.meta.key}) %}
    {% endfor %}
    {{ return(keys) }}
{% endmacro %}

{% macro columns_by_table(mark) %}
    {% set found = {} %}
    {% for table in contract_tables() %}
        {% for column in table.columns.values() if column.config.meta.get(mark) %}
            {% do found.setdefault(table.name, []).append(column.name) %}
        {% endfor %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{#- The tables of the plain contract that var `sources` says are fed. -#}
{% macro contract_tables() %}
    {% set found = [] %}
    {% for table in (graph.get('sources', {}).values() if execute else []) %}
        {% if table.source_name == 'files' and table.name in var('sources') %}
            {% do found.append(table) %}
        {% endif %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{#- Which tables a model reads may depend on the contract; so to dbt it depends on every table. -#}
{% macro refer_to_all_tables() %}
    {% for table_name in (var('sources') if not execute else []) %}
        {% do intermediate_model(table_name) %}
    {% endfor %}
{% endmacro %}
