{#- Columns of raw tables that the contract does not know and a metric reads: `custom_columns` in its meta, a mapping of
    `table.column` to a data type. Landing types them as it does the contract's. `own_columns`, the key's former
    name, means the same until version 0.2. -#}

{#- Each of them as {table, column, data_type}, once, however many metrics name it. -#}
{% macro custom_columns(node=none) %}
    {% set found = {} %}
    {% for node in ([node] if node else metric_nodes()) %}
        {% for key in ['custom_columns', 'own_columns'] %}
            {% for item, data_type in (node.config.meta.get(key) or {}).items() %}
                {% do found.update({item: dict(parts_of_input(item), data_type=data_type)}) %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
    {{ return(found.values() | list) }}
{% endmacro %}

{#- What is wrong with those of one metric, as a list of texts. -#}
{% macro custom_column_problems(node) %}
    {% set types = ['string', 'varchar', 'timestamp', 'date', 'boolean', 'integer', 'bigint', 'double'] %}
    {% set found = [] %}
    {% for custom in custom_columns(node) %}
        {% set item = custom.table ~ '.' ~ custom.column %}
        {% if custom.table not in table_keys() %}
            {% do found.append(item ~ ': the contract has no table ' ~ custom.table ~ ' with a key') %}
        {% elif custom.column in contract_columns(custom.table) | map(attribute='name') %}
            {% do found.append(item ~ ': the contract has this column already') %}
        {% elif custom.data_type not in types %}
            {% do found.append(item ~ ': ' ~ custom.data_type ~ ' is none of ' ~ types | join(', ')) %}
        {% endif %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
