{#- Exact sums and sorted numbers: what the roll-up needs and engines spell differently. -#}

{#- A 64-bit key that stands for a text in groups and joins. -#}
{% macro key_of(text) -%}
    hash({{ text }})
{%- endmacro %}

{#- The sum of products of whole numbers, in 128 bits: exact, so that the order of rows cannot change it. -#}
{% macro product_sum(left, right) -%}
    sum(cast({{ left }} as hugeint) * {{ right }})
{%- endmacro %}

{#- All values of a group, in order. -#}
{% macro sorted_values(column) -%}
    list_sort(list({{ column }}))
{%- endmacro %}

{#- The quantile at `share` of sorted values, by linear interpolation between neighbours. -#}
{% macro quantile_of(values, share) -%}
    {%- set position -%}((len({{ values }}) - 1) * ({{ share }})){%- endset -%}
    {%- set below -%}{{ values }}[cast(floor({{ position }}) as bigint) + 1]{%- endset -%}
    {%- set above -%}{{ values }}[cast(ceil({{ position }}) as bigint) + 1]{%- endset -%}
    ({{ below }} + ({{ above }} - {{ below }}) * ({{ position }} - floor({{ position }})))
{%- endmacro %}

{#- Neither infinite nor NaN. -#}
{% macro is_finite(number) -%}
    isfinite({{ number }})
{%- endmacro %}
