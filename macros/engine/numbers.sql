{#- Exact sums and sorted numbers: what the roll-up needs and engines spell differently. -#}

{#- A 64-bit key that stands for a text in groups and joins. -#}
{% macro key_of(text) -%}
    hash({{ text }})
{%- endmacro %}

{#- A number that stands for several values together. -#}
{% macro key_of_all(values) -%}
    hash({{ values | join(', ') }})
{%- endmacro %}

{#- A number as a whole number of small units, in 128 bits: sums of these are exact, so that the order of rows cannot
    change them. A unit is 2^-36 whatever else is added, so that a new row changes no old sum. -#}
{% macro in_units(number) -%}
    (cast({{ whole_part(number) }} as hugeint) * 68719476736 + {{ fraction_part(number) }})
{%- endmacro %}

{#- Both parts of a number in such units: what lies above its floor is counted in them. -#}
{% macro whole_part(number) -%}
    cast(floor({{ number }}) as bigint)
{%- endmacro %}

{% macro fraction_part(number) -%}
    cast(round(({{ number }} - floor({{ number }})) * 68719476736) as bigint)
{%- endmacro %}

{% macro from_units(sum) -%}
    ({{ sum }} / 68719476736.0)
{%- endmacro %}

{#- The sum of products, each rounded to 2^-48 and added in 128 bits, likewise. -#}
{% macro product_sum(left, right) -%}
    (cast(sum(cast(round({{ left }} * {{ right }} * 281474976710656.0) as hugeint)) as double) / 281474976710656.0)
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

{#- The product of the numbers of a group. -#}
{% macro product_of(number) -%}
    product({{ number }})
{%- endmacro %}
