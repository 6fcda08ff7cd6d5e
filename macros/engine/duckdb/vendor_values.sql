{#- DuckDB's spelling of ../vendor_values.sql. -#}

{% macro duckdb__utc(text) -%}
    case
        when regexp_full_match(trim({{ text }}), '[0-9]{1,11}([.][0-9]+)?')
            then make_timestamp(cast(round(try_cast(trim({{ text }}) as double) * 1e6) as bigint))
        when regexp_full_match(trim({{ text }}), '[0-9]{12,14}')
            then make_timestamp(try_cast(trim({{ text }}) as bigint) * 1000)
        when regexp_full_match(trim({{ text }}), '.*:[0-9.]+ ?(Z|z|UTC|GMT|[+-][0-9]{2}:?[0-9]{0,2})')
            then timezone('UTC', try_cast(replace(trim({{ text }}), 'GMT', 'UTC') as timestamptz))
        else try_cast(trim({{ text }}) as timestamp)
    end
{%- endmacro %}

{% macro duckdb__vendor_id(column) -%}
    regexp_replace(nullif(trim(cast({{ column }} as varchar)), ''), '^([0-9]+)[.]0+$', '\1')
{%- endmacro %}

{% macro duckdb__json_text(text, key) -%}
    json_extract_string(case when json_valid({{ text }}) then {{ text }} end, '$."{{ key }}"')
{%- endmacro %}

{% macro duckdb__numbers_in(text) -%}
    unnest(regexp_extract_all({{ text }}, '[0-9]+'))
{%- endmacro %}

{% macro duckdb__strings_in(text) -%}
    unnest(regexp_extract_all({{ text }}, '"([^"]+)"', 1))
{%- endmacro %}

{% macro duckdb__objects_in(text) -%}
    unnest(cast(json_extract(case when json_valid({{ text }}) then {{ text }} end, '$[*]') as varchar[]))
{%- endmacro %}

{% macro duckdb__listed_value(text, id) -%}
    json_extract_string(
        list_filter(
            cast(json_extract(case when json_valid({{ text }}) then {{ text }} end, '$[*]') as varchar[]),
            lambda listed: json_extract_string(listed, '$.id') = '{{ id }}'
        )[1],
        '$.value'
    )
{%- endmacro %}

{% macro duckdb__json_lowest(text, path) -%}
    list_min(cast(json_extract(case when json_valid({{ text }}) then {{ text }} end, '{{ path }}') as double[]))
{%- endmacro %}

{% macro duckdb__json_highest(text, path) -%}
    list_max(cast(json_extract(case when json_valid({{ text }}) then {{ text }} end, '{{ path }}') as double[]))
{%- endmacro %}
