{#- The keyed pseudonym of an id: the same within a build file, worthless without its private key. The letter before
    the digits keeps it a text: a spreadsheet takes `12345e6789012345`, and sixteen plain digits, for numbers, and makes
    two people into one. -#}
{% macro pseudonym(id) -%}
    {%- set keyed -%}
        (select pseudonym_key from {{ source('landing', 'pseudonym_key') }}) || '|' || {{ id }}
    {%- endset -%}
    case when {{ id }} is not null then 'p' || left({{ sha256_of(keyed) }}, 16) end
{%- endmacro %}

{#- That of an account: another one than that of a contact or agent with the same id, who is somebody else. -#}
{% macro account_pseudonym(id) -%}
    {{ pseudonym("'account ' || " ~ id) }}
{%- endmacro %}
