{#- Spark's spelling of ../numbers.sql. -#}

{% macro spark__key_of(text) -%}
    xxhash64({{ text }})
{%- endmacro %}

{% macro spark__key_of_all(values) -%}
    xxhash64({{ values | join(', ') }})
{%- endmacro %}

{% macro spark__sha256_of(text) -%}
    sha2({{ text }}, 256)
{%- endmacro %}

{% macro spark__in_units(number) -%}
    (cast({{ whole_part(number) }} as decimal(38, 0)) * 68719476736 + {{ fraction_part(number) }})
{%- endmacro %}

{% macro spark__from_units(sum) -%}
    (cast({{ sum }} as double) / 68719476736)
{%- endmacro %}

{% macro spark__product_sum(left, right) -%}
    (
        cast(sum(cast(round(cast({{ left }} * {{ right }} as double) * 281474976710656) as decimal(38, 0))) as double)
        / 281474976710656
    )
{%- endmacro %}

{% macro spark__is_finite(number) -%}
    (not isnan({{ number }}) and abs({{ number }}) < double('infinity'))
{%- endmacro %}

{% macro spark__product_of(number) -%}
    aggregate(collect_list(cast({{ number }} as double)), cast(1 as double), (product, factor) -> product * factor)
{%- endmacro %}

{#- One, so that all is read and shuffled once. -#}
{% macro spark__cell_groups(cells) %}
    {{ return([cells]) }}
{% endmacro %}
