{#- A whole row as text: breaks ties between copies of a row in the same way on every run. -#}
{% macro row_text(alias) -%}
    cast({{ alias }} as varchar)
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
    regexp_replace(
            regexp_replace({{ name }}, '[0-9]+', repeat('0', 30) || '\0', 'g'), '[0-9]*([0-9]{30})', '\1', 'g'
        )
{%- endmacro %}

{#- One row for each of the words that stand in a text with | between them; a null text is one row. -#}
{% macro split_words(text) -%}
    unnest(coalesce(string_split({{ text }}, '|'), [null]))
{%- endmacro %}

{#- Every column for a select, some with another value: {name: SQL}; `rows`: of which of the tables that are joined. -#}
{% macro columns_with(values, rows=none) -%}
    {{ rows ~ '.*' if rows else '*' }}
    {%- for name, value in values.items() %}
        {{- ' replace (' if loop.first else ', ' }}{{ value }} as {{ name }}{{ ')' if loop.last }}
    {%- endfor %}
{%- endmacro %}
