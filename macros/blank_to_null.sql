{#- A text column of a raw table as staging gives it: trimmed, blank as null, shortened to so many characters where it is a
    word that reports are divided by. -#}
{% macro blank_to_null(column, characters=none) -%}
    {%- if characters -%}
        nullif(trim(left(trim({{ column }}), {{ characters }})), '')
    {%- else -%}
        nullif(trim({{ column }}), '')
    {%- endif -%}
{%- endmacro %}
