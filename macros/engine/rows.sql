{#- Rows, columns and words. -#}

{#- A whole row as text: breaks ties between copies of a row in the same way on every run. -#}
{% macro row_text(alias) -%}
    {{ adapter.dispatch('row_text')(alias) }}
{%- endmacro %}

{#- A select that has these columns, {name: data type}, and no rows. -#}
{% macro no_rows(columns) -%}
select
    {%- for name, data_type in columns.items() %}
    cast(null as {{ data_type }}) as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
where 1 = 0
{%- endmacro %}

{#- A text by which names sort as people read them, with their numbers as numbers: 9.csv before 10.csv. -#}
{% macro natural_order(name) -%}
    {{ adapter.dispatch('natural_order')(name) }}
{%- endmacro %}

{#- One row for each of the words that stand in a text with | between them; a null text is one row. -#}
{% macro split_words(text) -%}
    {{ adapter.dispatch('split_words')(text) }}
{%- endmacro %}

{#- The columns that the contract has for a table, for a select, some with another value: {name: SQL}; `rows`: of which of
    the tables that are joined. -#}
{% macro columns_with(values, table_name, rows=none) -%}
    {{ adapter.dispatch('columns_with')(values, table_name, rows) }}
{%- endmacro %}
