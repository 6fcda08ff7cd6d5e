{#- DuckDB's spelling of ../rows.sql. -#}

{% macro duckdb__row_text(alias) -%}
    cast({{ alias }} as varchar)
{%- endmacro %}

{% macro duckdb__natural_order(name) -%}
    regexp_replace(
            regexp_replace({{ name }}, '[0-9]+', repeat('0', 30) || '\0', 'g'), '[0-9]*([0-9]{30})', '\1', 'g'
        )
{%- endmacro %}

{% macro duckdb__split_words(text) -%}
    unnest(coalesce(string_split({{ text }}, '|'), [null]))
{%- endmacro %}

{% macro duckdb__columns_with(values, table_name, rows) -%}
    {{ rows ~ '.*' if rows else '*' }}
    {%- for name, value in values.items() %}
        {{- ' replace (' if loop.first else ', ' }}{{ value }} as {{ name }}{{ ')' if loop.last }}
    {%- endfor %}
{%- endmacro %}
