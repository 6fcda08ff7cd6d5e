{#- Exact sums and sorted numbers: what the roll-up needs and engines spell differently. -#}

{#- A 64-bit key that stands for a text in groups and joins. -#}
{% macro key_of(text) -%}
    {{ adapter.dispatch('key_of')(text) }}
{%- endmacro %}

{#- A number that stands for several values together. -#}
{% macro key_of_all(values) -%}
    {{ adapter.dispatch('key_of_all')(values) }}
{%- endmacro %}

{#- SHA-256 of a text, as hexadecimal digits. -#}
{% macro sha256_of(text) -%}
    {{ adapter.dispatch('sha256_of')(text) }}
{%- endmacro %}

{#- A number as a whole number of small units, in 128 bits: sums of these are exact, so that the order of rows cannot
    change them. A unit is 2^-36 whatever else is added, so that a new row changes no old sum. -#}
{% macro in_units(number) -%}
    {{ adapter.dispatch('in_units')(number) }}
{%- endmacro %}

{#- Both parts of a number in such units: what lies above its floor is counted in them. -#}
{% macro whole_part(number) -%}
    cast(floor({{ number }}) as bigint)
{%- endmacro %}

{% macro fraction_part(number) -%}
    cast(round(({{ number }} - floor({{ number }})) * 68719476736) as bigint)
{%- endmacro %}

{% macro from_units(sum) -%}
    {{ adapter.dispatch('from_units')(sum) }}
{%- endmacro %}

{#- The sum of products, each rounded to 2^-48 and added in 128 bits, likewise. -#}
{% macro product_sum(left, right) -%}
    {{ adapter.dispatch('product_sum')(left, right) }}
{%- endmacro %}

{#- The cells of the roll-up in groups, each of which is one group-by. -#}
{% macro cell_groups(cells) -%}
    {{ return(adapter.dispatch('cell_groups')(cells)) }}
{%- endmacro %}

{#- Neither infinite nor NaN. -#}
{% macro is_finite(number) -%}
    {{ adapter.dispatch('is_finite')(number) }}
{%- endmacro %}

{#- The product of the numbers of a group. -#}
{% macro product_of(number) -%}
    {{ adapter.dispatch('product_of')(number) }}
{%- endmacro %}
