{#- Which ids are of one account, contact or agent: int_identity_links says it, and ids in models are those at the end of
    its links. So what joins by an id need not know that it has others. -#}

{% macro identity_tables() %}
    {{ return({'account': 'accounts', 'contact': 'contacts', 'agent': 'agents'}) }}
{% endmacro %}

{#- What a column of ids is of, where ids of that kind may be linked. An author may be a contact or an agent:
    int_ticket_messages asks for both. -#}
{% macro identity_kind(column) %}
    {% if column in ['owner_id', 'reviewer_id'] %}
        {{ return('agent') }}
    {% endif %}
    {% for kind in identity_tables() if column.endswith(kind ~ '_id') %}
        {{ return(kind) }}
    {% endfor %}
    {{ return(none) }}
{% endmacro %}

{#- The columns of a table whose ids may be linked, {column: kind}, without its `key`. -#}
{% macro linked_columns(table_name, key=none) %}
    {% set found = {} %}
    {% set ids = id_columns(table_name) %}
    {% for column in ids if column != key and identity_kind(column) %}
        {% do found.update({column: identity_kind(column)}) %}
    {% endfor %}
    {% if ids and table_name == 'ticket_events' %}
        {% do found.update({'old_value': 'agent', 'new_value': 'agent'}) %}
    {% endif %}
    {{ return(found) }}
{% endmacro %}

{#- A join of a column with the links of its kind; `identity_id` of `of_<column>` is the id under which all that are
    linked to it go, none where it is linked to none: see linked_id. `name`: another one than that of the column. -#}
{% macro join_links(kind, rows, column, name=none) -%}
    left join {{ ref('int_identity_links') }} as of_{{ name or column }}
        on
            {{ rows }}.{{ column }} = of_{{ name or column }}.landed_id
            and of_{{ name or column }}.kind = '{{ kind }}'
            and of_{{ name or column }}.identity_id is not null
{%- endmacro %}

{% macro linked_id(rows, column, name=none) -%}
    coalesce(of_{{ name or column }}.identity_id, {{ rows }}.{{ column }})
{%- endmacro %}

{#- Which columns are linked depends on the contract; so to dbt, whatever reads staging depends on the links. -#}
{% macro refer_to_links() %}
    {% do (none if execute else ref('int_identity_links')) %}
{% endmacro %}

{#- An id that a column says the source of, as models have it. -#}
{% macro id_of_source(source, id) -%}
    case
            when {{ source }} = 'files' then trim({{ id }})
            when {{ source }} = 'salesforce' then 'salesforce/' || {{ salesforce_id('trim(' ~ id ~ ')') }}
            else {{ source }} || '/' || {{ vendor_id(id) }}
        end
{%- endmacro %}

{#- Which tables have ids that may be linked depends on the contract; so to dbt, what asks for them depends on all. -#}
{% macro refer_to_staging() %}
    {% for table_name, sources in (var('sources') if not execute else {}).items() %}
        {% for source in sources %}
            {% do ref('stg_' ~ source ~ '__' ~ table_name) %}
        {% endfor %}
    {% endfor %}
{% endmacro %}

{#- Of the ids that a CTE asks for by `kind` and `id`, those in any column of any source. -#}
{% macro landed_identities(asked) -%}
    {%- set found = [] -%}
    {%- for table_name, sources in var('sources').items() -%}
        {%- for column in id_columns(table_name) if identity_kind(column) -%}
            {%- for source in sources -%}
                {%- do found.append([identity_kind(column), qualified_id(source, table_name, column), source, table_name]) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for kind, id, source, table_name in found %}
    select
        '{{ kind }}' as kind,
        {{ id }} as id
    from {{ ref('stg_' ~ source ~ '__' ~ table_name) }}
    where {{ id }} in (select asked.id from {{ asked }} as asked where asked.kind = '{{ kind }}')
    {{ 'union all' if not loop.last }}
    {%- else %}
    {{ no_rows({'kind': 'string', 'id': 'string'}) }}
    {%- endfor %}
{%- endmacro %}
