{#- What the contract says of its tables. Neither while dbt parses nor in unit tests is it there to be read: then there is
    none. So a model that makes a `ref` of what it reads here calls `refer_to_all_tables`, and its unit tests say by
    `overrides` what these macros return. Which marks there are stands in customer_performance/core/contract.py. -#}

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

{#- Each column that names a row of another table, as [table, column, parent, the parent's key, whether its own row says
    nothing without the parent]. -#}
{% macro named_parents() %}
    {% set found = [] %}
    {% set keys = table_keys() %}
    {% for mark in ['parent', 'part_of'] %}
        {% for table, column, parent in marked_columns(mark) %}
            {% do found.append([table, column, parent, keys[parent], mark == 'part_of']) %}
        {% endfor %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{#- Each order that two times of a row must have, as [table, the later, the earlier, the reason of an exception]. -#}
{% macro order_of_times() %}
    {% set found = [] %}
    {% for table, later, pairs in marked_columns('not_before') %}
        {% for earlier, reason in pairs.items() %}
            {% do found.append([table, later, earlier, reason]) %}
        {% endfor %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{#- Each number that cannot be below zero, as [table, column, the reason of an exception]. -#}
{% macro never_negative() %}
    {{ return(marked_columns('not_negative')) }}
{% endmacro %}

{% macro columns_by_table(mark) %}
    {% set found = {} %}
    {% for table, column, says in marked_columns(mark) %}
        {% do found.setdefault(table, []).append(column) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{#- The columns that bear a mark, as [table, column, what the mark says]. -#}
{% macro marked_columns(mark) %}
    {% set found = [] %}
    {% for table in contract_tables() %}
        {% for column in table.columns.values() if column.config.meta.get(mark) %}
            {% do found.append([table.name, column.name, column.config.meta[mark]]) %}
        {% endfor %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{#- The tables of the plain contract that var `sources` says are fed. -#}
{% macro contract_tables() %}
    {{ return(declared_tables() | selectattr('name', 'in', var('sources')) | list) }}
{% endmacro %}

{#- A table of the plain contract, as dbt knows the source; none where there is no such table. -#}
{% macro contract_table(name) %}
    {{ return(declared_tables() | selectattr('name', 'equalto', name) | first or none) }}
{% endmacro %}

{#- Its columns that files can bring. -#}
{% macro contract_columns(name) %}
    {% set columns = [] %}
    {% for column in declared_columns('files', name) if 'added_by' not in column.config.meta %}
        {% do columns.append(column) %}
    {% endfor %}
    {{ return(columns) }}
{% endmacro %}

{#- The columns that the YAML of a source declares for a table. -#}
{% macro declared_columns(source_name, table_name) %}
    {% set table = declared_tables(source_name) | selectattr('name', 'equalto', table_name) | first or none %}
    {{ return(table.columns.values() | list if table else []) }}
{% endmacro %}

{% macro declared_tables(source_name='files') %}
    {% set tables = graph.sources.values() if execute and graph.sources else [] %}
    {{ return(tables | selectattr('source_name', 'equalto', source_name) | list) }}
{% endmacro %}

{#- Which tables a model reads may depend on the contract; so to dbt it depends on every table. -#}
{% macro refer_to_all_tables() %}
    {% for table_name in (var('sources') if not execute else []) %}
        {% do intermediate_model(table_name) %}
    {% endfor %}
{% endmacro %}
