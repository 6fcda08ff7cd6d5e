{#- A name as a reader is to see it: where several bear the same one within `scope`, each carries its id. -#}
{% macro name_apart(name, id, scope) -%}
    case
        when count(*) over (partition by {{ scope }}) = 1 then {{ name }}
        else concat({{ name }}, ' (', {{ id }}, ')')
    end
{%- endmacro %}
