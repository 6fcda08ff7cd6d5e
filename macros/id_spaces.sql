{#- Whose id is it? Ids of two systems may be alike and mean different things, so each belongs to a source. One of the
    files stands as it landed; one of another source has the source's name and a slash before it. Models see an id in
    this form alone: whatever reads staging qualifies it by these macros. Staging itself has ids as they landed. -#}

{#- The columns of a staging model for a select, ids qualified. -#}
{% macro qualified_columns(source, table_name) -%}
    {%- set values = {} -%}
    {%- for column in id_columns(table_name) if id_space(source) -%}
        {%- do values.update({column: qualified_id(source, column)}) -%}
    {%- endfor -%}
    {%- if table_name == 'ticket_events' and id_space(source) -%}
        {%- for column in ['old_value', 'new_value'] -%}
            {%- do values.update({column: qualified_value(source, column)}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ columns_with(values) }}
{%- endmacro %}

{#- A column of ids of a source's staging model. No id stays none. -#}
{% macro qualified_id(source, column) -%}
    {%- set space = id_space(source) -%}
    {{ "'" ~ space ~ "/' || nullif(" ~ column ~ ", '')" if space else column }}
{%- endmacro %}

{#- The old or new value of a changed field: an id where the field is who holds the ticket. -#}
{% macro qualified_value(source, column) -%}
    case when lower(field) in ('assignee', 'team') then {{ qualified_id(source, column) }} else {{ column }} end
{%- endmacro %}

{#- What stands before the slash in the ids of a source; none: they stand as they landed. -#}
{% macro id_space(source) %}
    {{ return(none if source == 'files' else source) }}
{% endmacro %}

{#- The columns of a table that hold ids. From the contract: see macros/contract.sql. -#}
{% macro id_columns(table_name) %}
    {% set found = [] %}
    {% for column in contract_columns(table_name) if column.name.endswith('_id') %}
        {% do found.append(column.name) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
