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
