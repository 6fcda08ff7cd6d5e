{#- DuckDB's spelling of ../numbers.sql. -#}

{% macro duckdb__key_of(text) -%}
    hash({{ text }})
{%- endmacro %}

{% macro duckdb__key_of_all(values) -%}
    hash({{ values | join(', ') }})
{%- endmacro %}

{% macro duckdb__sha256_of(text) -%}
    sha256({{ text }})
{%- endmacro %}

{% macro duckdb__in_units(number) -%}
    (cast({{ whole_part(number) }} as hugeint) * 68719476736 + {{ fraction_part(number) }})
{%- endmacro %}

{% macro duckdb__from_units(sum) -%}
    ({{ sum }} / 68719476736.0)
{%- endmacro %}

{% macro duckdb__product_sum(left, right) -%}
    (cast(sum(cast(round({{ left }} * {{ right }} * 281474976710656.0) as hugeint)) as double) / 281474976710656.0)
{%- endmacro %}

{% macro duckdb__is_finite(number) -%}
    isfinite({{ number }})
{%- endmacro %}

{% macro duckdb__product_of(number) -%}
    product({{ number }})
{%- endmacro %}

{#- Several small group-bys hold less in memory than one of all. -#}
{% macro duckdb__cell_groups(cells) %}
    {% set groups = [] %}
    {% for cell in cells %}
        {% do groups.append([cell]) %}
    {% endfor %}
    {{ return(groups) }}
{% endmacro %}
