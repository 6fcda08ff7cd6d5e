{#- A value that landed as a date without a time of day tells no duration of hours, and no order within its day. -#}

{#- Whether a timestamp of a row landed so. `of`: what the row is called, with its point; its table has `_dates_only`. -#}
{% macro is_date_only(column, of='') -%}
    coalesce(contains({{ of }}_dates_only, ',{{ column }},'), false)
{%- endmacro %}

{#- The last instant that a column of a table can mean, where its intermediate model says which of its values are dates. -#}
{% macro latest_landed(table_name, column) -%}
    {%- set flag = 'is_' ~ column ~ '_date_only' -%}
    {%- set landed = landed_column(table_name, column) -%}
    {{ latest_of(landed, flag) if flag in columns_of_model(intermediate_name(table_name)) else landed }}
{%- endmacro %}

{#- The last instant that a timestamp can mean: the end of its day, where that is all it tells. -#}
{% macro latest_of(value, is_date_only) -%}
    {{ value }} + case when {{ is_date_only }} then interval '1' day else interval '0' day end
{%- endmacro %}
