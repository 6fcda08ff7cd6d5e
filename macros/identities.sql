{#- Which ids are of one account: int_identity_links says it, and ids in models are those at the end of its links. So what
    joins by an id need not know that it has others. -#}

{#- What a column of ids is of, where ids of that kind may be linked. -#}
{% macro identity_kind(column) %}
    {{ return('account' if column.endswith('account_id') else none) }}
{% endmacro %}

{#- A join of a column with the links of its kind; `identity_id` of `of_<column>` is the id under which all that are
    linked to it go, none where it is linked to none: see linked_id. -#}
{% macro join_links(kind, rows, column) -%}
    left join {{ ref('int_identity_links') }} as of_{{ column }}
        on
            {{ rows }}.{{ column }} = of_{{ column }}.landed_id
            and of_{{ column }}.kind = '{{ kind }}'
            and of_{{ column }}.identity_id is not null
{%- endmacro %}

{% macro linked_id(rows, column) -%}
    coalesce(of_{{ column }}.identity_id, {{ rows }}.{{ column }})
{%- endmacro %}

{#- Which columns are linked depends on the contract; so to dbt, whatever reads staging depends on the links. -#}
{% macro refer_to_links() %}
    {% do (none if execute else ref('int_identity_links')) %}
{% endmacro %}

{#- An id that a column says the source of, as models have it. -#}
{% macro id_of_source(source, id) -%}
    case when {{ source }} = 'files' then trim({{ id }}) else {{ source }} || '/' || trim({{ id }}) end
{%- endmacro %}

{#- Of several records of one thing, what the first says that says something. -#}
{% macro first_said(column, position='position') -%}
    min_by({{ column }}, {{ position }}) filter (where {{ column }} is not null) as {{ column }}
{%- endmacro %}
