{#- Spark's spelling of ../vendor_values.sql. -#}

{% macro spark__utc(text) -%}
    case
        when trim({{ text }}) rlike '^[0-9]{1,11}([.][0-9]+)?$'
            then timestamp_micros(cast(round(try_cast(trim({{ text }}) as double) * 1e6) as bigint))
        when trim({{ text }}) rlike '^[0-9]{12,14}$'
            then timestamp_millis(try_cast(trim({{ text }}) as bigint))
        else try_cast(replace(replace(trim({{ text }}), 'z', 'Z'), 'GMT', 'UTC') as timestamp)
    end
{%- endmacro %}

{% macro spark__vendor_id(column) -%}
    regexp_replace(nullif(trim(cast({{ column }} as string)), ''), '^([0-9]+)[.]0+$', '$1')
{%- endmacro %}

{% macro spark__json_text(text, key) -%}
    get_json_object({{ text }}, '$.{{ key }}')
{%- endmacro %}

{% macro spark__numbers_in(text) -%}
    explode(regexp_extract_all({{ text }}, '[0-9]+', 0))
{%- endmacro %}

{% macro spark__strings_in(text) -%}
    explode(regexp_extract_all({{ text }}, '"([^"]+)"', 1))
{%- endmacro %}

{% macro spark__objects_in(text) -%}
    explode(from_json({{ text }}, 'array<string>'))
{%- endmacro %}

{% macro spark__listed_value(text, id) -%}
    get_json_object(
        get(filter(from_json({{ text }}, 'array<string>'), listed -> get_json_object(listed, '$.id') = '{{ id }}'), 0),
        '$.value'
    )
{%- endmacro %}

{#- Of several numbers, Spark finds a list, and of a single one the number alone. -#}
{% macro spark__json_lowest(text, path) -%}
    coalesce(
        array_min(from_json(get_json_object({{ text }}, '{{ path }}'), 'array<double>')),
        try_cast(get_json_object({{ text }}, '{{ path }}') as double)
    )
{%- endmacro %}

{% macro spark__json_highest(text, path) -%}
    coalesce(
        array_max(from_json(get_json_object({{ text }}, '{{ path }}'), 'array<double>')),
        try_cast(get_json_object({{ text }}, '{{ path }}') as double)
    )
{%- endmacro %}
