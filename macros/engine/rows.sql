{#- A whole row as text: breaks ties between copies of a row in the same way on every run. -#}
{% macro row_text(alias) -%}
    cast({{ alias }} as varchar)
{%- endmacro %}
