{#- Columns of raw tables that the contract does not know and a metric reads: `own_columns` in its meta, a mapping of
    `table.column` to a data type. Landing types them as it does the contract's. -#}

{#- Each of them as {table, column, data_type}, once, however many metrics name it. -#}
{% macro own_columns(node=none) %}
    {% set found = {} %}
    {% for node in ([node] if node else metric_nodes()) %}
        {% for item, data_type in (node.config.meta.get('own_columns') or {}).items() %}
            {% do found.update({item: dict(parts_of_input(item), data_type=data_type)}) %}
        {% endfor %}
    {% endfor %}
    {{ return(found.values() | list) }}
{% endmacro %}

{#- What is wrong with those of one metric, as a list of texts. -#}
{% macro own_column_problems(node) %}
    {% set types = ['varchar', 'timestamp', 'date', 'boolean', 'integer', 'bigint', 'double'] %}
    {% set found = [] %}
    {% for own in own_columns(node) %}
        {% set item = own.table ~ '.' ~ own.column %}
        {% if not key_of_table(own.table) %}
            {% do found.append(item ~ ': the contract has no table ' ~ own.table ~ ' with a key') %}
        {% elif own.column in contract_columns(own.table) | map(attribute='name') %}
            {% do found.append(item ~ ': the contract has this column already') %}
        {% elif own.data_type not in types %}
            {% do found.append(item ~ ': ' ~ own.data_type ~ ' is none of ' ~ types | join(', ')) %}
        {% endif %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{#- The column that tells the rows of a table of the contract apart; none where there is none, or no such table. -#}
{% macro key_of_table(entity) %}
    {% set table = contract_table(entity) %}
    {{ return(table.config.meta.get('key') if table) }}
{% endmacro %}
