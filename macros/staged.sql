{#- A raw table as staging gives it, by its columns in the contract: texts trimmed, blanks as null, `word`s shortened.
    `computed`: columns that no file brings, and the SQL of each. While dbt parses, and in unit tests, it cannot see
    the contract; then only the source counts, or its rows as they are given. -#}
{% macro staged(source_name, table_name, computed={}) -%}
    {%- set raw_table = source(source_name, table_name) -%}
select
    {%- for column in declared_columns(source_name, table_name) %}
    {{ computed.get(column.name) or staged_column(column, source_name) }} as {{ column.name }}{{ ',' if not loop.last }}
    {%- else %}
    *
    {%- endfor %}

from {{ raw_table }}
{%- endmacro %}

{#- Ids of vendors are numbers that some tools write as floats; those of the files stay as they are written. -#}
{% macro staged_column(column, source_name='files') -%}
    {%- if source_name != 'files' and (column.name == 'id' or column.name.endswith('_id')) -%}
        {%- set id = vendor_id(column.name) -%}
        {{ salesforce_id(id) if source_name == 'salesforce' else id }}
    {%- elif column.data_type == 'string' -%}
        {{ blank_to_null(column.name, longest_word() if column.config.meta.get('word')) }}
    {%- else -%}
        {{ column.name }}
    {%- endif -%}
{%- endmacro %}

{#- Reports are divided by words, so that no word may be as long as a text. In characters. -#}
{% macro longest_word() %}
    {{ return(80) }}
{% endmacro %}

{#- A vendor's rows as the contract has a table: what the vendor says of its columns as SQL, null in the column's type of
    the others. `given`: {column of the contract: SQL}; a column that the contract does not have stops dbt. Unit tests see
    no contract: there it is these columns alone. -#}
{% macro as_contract(table_name, given) -%}
    {%- set lines = [] -%}
    {%- set known = declared_columns('files', table_name) | map(attribute='name') | list -%}
    {%- set problems = [] -%}
    {%- for name in given if known and name not in known -%}
        {%- do problems.append(
            model.original_file_path ~ ': table ' ~ table_name ~ ' of the contract has no column ' ~ name
            ~ '. It has ' ~ known | join(', ') ~ '.'
        ) -%}
    {%- endfor -%}
    {%- do stop_for(problems) -%}
    {%- for column in declared_columns('files', table_name) -%}
        {%- do lines.append((given.get(column.name) or 'cast(null as ' ~ column.data_type ~ ')') ~ ' as ' ~ column.name) -%}
    {%- else -%}
        {%- for name, value in given.items() -%}
            {%- do lines.append(value ~ ' as ' ~ name) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ lines | join(',\n    ') }}
{%- endmacro %}
