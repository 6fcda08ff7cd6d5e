{#- Spark's spelling of ../rows.sql. -#}

{% macro spark__row_text(alias) -%}
    cast(struct({{ alias }}.*) as string)
{%- endmacro %}

{% macro spark__natural_order(name) -%}
    regexp_replace(
            regexp_replace({{ name }}, '[0-9]+', repeat('0', 30) || '$0'), '[0-9]*([0-9]{30})', '$1'
        )
{%- endmacro %}

{% macro spark__split_words(text) -%}
    explode_outer(split({{ text }}, '[|]'))
{%- endmacro %}

{#- Spark replaces none, and would have them last; while dbt parses, no contract is there to be seen. -#}
{% macro spark__columns_with(values, table_name, rows) -%}
    {%- for column in declared_columns('files', table_name) -%}
        {{ values.get(column.name) or ((rows ~ '.' if rows) ~ column.name) }} as {{ column.name }}{{ ', ' if not loop.last }}
    {%- else -%}
        *
    {%- endfor -%}
{%- endmacro %}

{#- The adapter's own leaves the order out. -#}
{% macro spark__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
    listagg({{ measure }}, {{ delimiter_text }}){{ ' within group (' ~ order_by_clause ~ ')' if order_by_clause }}
{%- endmacro %}
