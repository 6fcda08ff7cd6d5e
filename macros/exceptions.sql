{#- The rows of data_quality_exceptions: rows of the contract's tables that are odd. -#}

{#- A select for each check: of which table, by which reason, under which condition, and what else to say of it, the
    latter two as SQL over the table's intermediate model. -#}
{% macro exception_rows(checks) -%}
    {%- for table_name, reason, condition, detail in checks -%}
select
    source,
    '{{ table_name }}' as table_name,
    {{ record_key(table_name) }} as record_key,
    '{{ reason }}' as reason,
    {{ detail }} as detail
from {{ intermediate_model(table_name) }} as candidates
where {{ condition }}
        {%- if not loop.last %}

union all

        {% endif -%}
    {%- endfor -%}
{%- endmacro %}

{#- Of such a select: the intermediate model that holds the rows of a table of the contract. -#}
{% macro intermediate_model(table_name) -%}
    {{ ref('int_service_days' if table_name == 'service_uptime' else 'int_' ~ table_name) }}
{%- endmacro %}

{#- What the exceptions call a row of a table: its key in the contract; where the intermediate model has none, what else
    identifies the row. -#}
{% macro record_key(table_name) %}
    {% set others = {
        'agent_shifts': "agent_id || '/' || cast(started_at as varchar)",
        'article_views': "session_id || ' ' || article_id || ' ' || cast(viewed_at as varchar)",
        'service_uptime': "service || '/' || coalesce(product_area, '') || '/' || cast(service_on as varchar)",
        'subscription_changes': 'subscription_id',
        'usage_events': 'usage_event_key',
        'value_events': 'customer_id',
    } %}
    {{ return(others.get(table_name) or table_keys().get(table_name) or 'cast(null as varchar)') }}
{% endmacro %}

{#- The condition that a row names a parent which is not there, though others of the parent's table are: a table that
    never came cannot be missed row by row. -#}
{% macro lacks_parent(key, parent, parent_key) -%}
    {{ names_nobody(key, parent, parent_key) }} and {{ has_landed(parent) }}
{%- endmacro %}

{% macro names_nobody(key, parent, parent_key) -%}
    candidates.{{ key }} is not null
    and not exists (
        select parents.{{ parent_key }} from {{ intermediate_model(parent) }} as parents
        where parents.{{ parent_key }} = candidates.{{ key }}
    )
{%- endmacro %}

{% macro has_landed(table_name) -%}
    exists (select landed.source from {{ intermediate_model(table_name) }} as landed)
{%- endmacro %}

{#- What a date says, as the detail of an exception. -#}
{% macro says(column, value=none) -%}
    '{{ column }} is ' || cast({{ value or column }} as varchar)
{%- endmacro %}
