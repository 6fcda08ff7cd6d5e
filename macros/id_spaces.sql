{#- Whose id is it? Ids of two systems may be alike and mean different things, so each belongs to a source. One of the
    files stands as it landed; one of another source has the source's name and a slash before it. Models see an id in
    this form alone: whatever reads staging qualifies it by these macros. Staging itself has ids as they landed. -#}

{#- Of a select: the rows of a staging model, ids qualified, and those of accounts, contacts and agents linked
    (macros/identities.sql), unless `is_linked` is false; but a record keeps the id of its own, its `key`. `first`: columns
    before its own, as SQL. -#}
{% macro qualified_rows(source, table_name, first, key=none, is_linked=true) -%}
    {%- if is_linked -%}{%- do refer_to_links() -%}{%- endif -%}
    {%- set linked = linked_columns(table_name, key) if is_linked else {} -%}
    {%- set values = {} -%}
    {%- for column in linked -%}
        {%- do values.update({column: linked_id('qualified', column)}) -%}
    {%- endfor -%}
    {%- for column in ['old_value', 'new_value'] if column in linked -%}
        {%- do values.update({column: 'case when lower(qualified.field) = ' ~ "'assignee' then " ~ values[column]
            ~ ' else qualified.' ~ column ~ ' end'}) -%}
    {%- endfor -%}
    select
        {{ first }},
        {{ columns_with(values, table_name, 'qualified') if values else qualified_columns(source, table_name) }}
    from {{ '(select ' ~ qualified_columns(source, table_name) ~ ' from ' if values }}{{ ref('stg_' ~ source ~ '__' ~ table_name) }}
    {{- ') as qualified' if values }}
    {%- for column, kind in linked.items() %}
    {{ join_links(kind, 'qualified', column) }}
    {%- endfor %}
{%- endmacro %}

{% macro qualified_columns(source, table_name) -%}
    {%- set values = {} -%}
    {%- for column in id_columns(table_name) if id_space(source, table_name, column) -%}
        {%- do values.update({column: qualified_id(source, table_name, column)}) -%}
    {%- endfor -%}
    {%- set holders = [id_space(source, table_name, 'agent_id'), id_space(source, table_name, 'team_id')] -%}
    {%- if table_name == 'ticket_events' and holders != [none, none] -%}
        {%- for column in ['old_value', 'new_value'] -%}
            {%- do values.update({column: qualified_value(source, column)}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ columns_with(values, table_name) }}
{%- endmacro %}

{#- A column of ids of a source's staging model. No id stays none. -#}
{% macro qualified_id(source, table_name, column) -%}
    {{ in_space(id_space(source, table_name, column), column, source) }}
{%- endmacro %}

{#- The old or new value of a changed field: an id where the field is who holds the ticket. -#}
{% macro qualified_value(source, column) -%}
    case lower(field)
            when 'assignee' then {{ in_space(id_space(source, 'ticket_events', 'agent_id'), column, source) }}
            when 'team' then {{ in_space(id_space(source, 'ticket_events', 'team_id'), column, source) }}
            else {{ column }}
        end
{%- endmacro %}

{#- The id of a row of the files, where a column says of which table it is. -#}
{% macro qualified_row_id(table_name, row_id) -%}
    {%- set ways = [] -%}
    {%- for table, key in table_keys().items() if id_space('files', table, key) -%}
        {%- do ways.append("when '" ~ table ~ "' then " ~ in_space(id_space('files', table, key), row_id)) -%}
    {%- endfor -%}
    {{ 'case ' ~ table_name ~ ' ' ~ ways | join(' ') ~ ' else ' ~ row_id ~ ' end' if ways else row_id }}
{%- endmacro %}

{#- An id with its space before it; `source`: who wrote it. Staging of a vendor has its ids in one form already. -#}
{% macro in_space(space, id, source='files') -%}
    {%- set id = vendor_id(id) if space and source == 'files' else id -%}
    {%- set id = salesforce_id(id) if space == 'salesforce' and source == 'files' else id -%}
    {{ "'" ~ space ~ "/' || nullif(" ~ id ~ ", '')" if space else id }}
{%- endmacro %}

{#- What stands before the slash in a column of ids of a source; none: they stand as they landed. Files may have ids of
    another source, by var `id_spaces`; core/id_spaces.py says the same to landing. -#}
{% macro id_space(source, table_name, column) %}
    {% set said = (var('id_spaces') or {}).get('files') or {} %}
    {% set of_files = said.get(table_name ~ '.' ~ column) or said.get(column) %}
    {% set space = of_files if source == 'files' else source %}
    {{ return(none if space == 'files' else space) }}
{% endmacro %}

{#- The columns of a table that hold ids of a source. From the contract: see macros/contract.sql. -#}
{% macro id_columns(table_name) %}
    {% set found = [] %}
    {% for column in contract_columns(table_name) if column.name.endswith('_id') and not column.config.meta.get('common') %}
        {% do found.append(column.name) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{#- The end of a sentence on an id that names nothing: which other source has such an id, if exactly one does. -#}
{% macro would_be_found(named, parent, parent_key) -%}
    {%- set key = 'parents.' ~ landed_column(parent, parent_key) -%}
    coalesce((
        select
            case
                when min({{ space_of(key) }}) = max({{ space_of(key) }})
                    then '; it would be found in ' || min({{ space_of(key) }}) || ' (var id_spaces)'
            end
        from {{ intermediate_model(parent) }} as parents
        where {{ bare_id(key) }} = {{ bare_id(named) }}
    ), '')
{%- endmacro %}

{#- Whose an id is, and the id as its source writes it. -#}
{% macro space_of(id) -%}
    coalesce(nullif(regexp_extract({{ id }}, '^({{ other_sources() }})/', 1), ''), 'files')
{%- endmacro %}

{% macro bare_id(id) -%}
    regexp_replace({{ id }}, '^({{ other_sources() }})/', '')
{%- endmacro %}

{% macro other_sources() %}
    {{ return(sources_of_tables() | reject('equalto', 'files') | join('|')) }}
{% endmacro %}

{% macro sources_of_tables() %}
    {% set found = [] %}
    {% for sources in var('sources').values() %}
        {% do found.extend(sources) %}
    {% endfor %}
    {{ return(found | unique | sort) }}
{% endmacro %}
