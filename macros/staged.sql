{#- A raw table as staging gives it, by its columns in the contract: texts trimmed, blanks as null, `word`s shortened.
    `computed`: columns that no file brings, and the SQL of each. While dbt parses, it cannot see the contract; then
    only the source counts. -#}
{% macro staged(source_name, table_name, computed={}) -%}
    {%- set raw_table = source(source_name, table_name) -%}
select
    {%- for column in raw_columns(source_name, table_name) %}
    {{ computed.get(column.name) or staged_column(column) }} as {{ column.name }}{{ ',' if not loop.last }}
    {%- endfor %}

from {{ raw_table }}
{%- endmacro %}

{% macro staged_column(column) -%}
    {%- if column.data_type == 'varchar' -%}
        {{ blank_to_null(column.name, longest_word() if column.config.meta.get('word')) }}
    {%- else -%}
        {{ column.name }}
    {%- endif -%}
{%- endmacro %}

{#- Reports are divided by words, so that no word may be as long as a text. In characters. -#}
{% macro longest_word() %}
    {{ return(80) }}
{% endmacro %}

{#- The columns that the YAML of a source declares for a table. -#}
{% macro raw_columns(source_name, table_name) %}
    {% for table in (graph.sources.values() if execute else []) %}
        {% if table.source_name == source_name and table.name == table_name %}
            {{ return(table.columns.values() | list) }}
        {% endif %}
    {% endfor %}
    {{ return([]) }}
{% endmacro %}
