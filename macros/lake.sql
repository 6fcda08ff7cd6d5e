{#- Let Spark know schemas as folders of a lake, {schema: [tables]}, and the Parquet in them as tables. What DuckDB wrote
    there is read; what Spark builds in these schemas lies there. -#}
{% macro declare_lake(lake, tables) %}
    {%- for schema, names in tables.items() -%}
        {%- do run_query("create schema if not exists " ~ schema ~ " location '" ~ lake ~ "/" ~ schema ~ "'") -%}
        {%- for name in names -%}
            {%- do run_query("drop table if exists " ~ schema ~ "." ~ name) -%}
            {%- do run_query("create table " ~ schema ~ "." ~ name ~ " using parquet location '" ~ lake ~ "/" ~ schema ~ "/" ~ name ~ "'") -%}
        {%- endfor -%}
    {%- endfor -%}
{% endmacro %}
