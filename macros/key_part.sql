{#- A part of a key that is put together of several texts, so that no two rows can have one key: without it, ticket `1`
    with policy `2-3` has that of ticket `1-2` with policy `3`. The last part that is free text needs it. -#}
{% macro key_part(text, separator) -%}
    replace(replace({{ text }}, '~', '~~'), '{{ separator }}', '~{{ separator }}')
{%- endmacro %}
