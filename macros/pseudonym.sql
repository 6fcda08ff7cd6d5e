{#- The keyed pseudonym of an id: the same within a build file, worthless without its private key. -#}
{% macro pseudonym(id) -%}
    case
        when {{ id }} is not null
            then left(sha256((select pseudonym_key from {{ source('landing', 'pseudonym_key') }}) || '|' || {{ id }}), 16)
    end
{%- endmacro %}
