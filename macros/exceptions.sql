{#- The rows of data_quality_exceptions: rows of the contract's tables that are odd. -#}

{#- Their columns; all but the names of the table and the reason as SQL. -#}
{% macro exception_columns(table_name, record_key, reason, detail, source='source') -%}
    {{ source }} as source,
    '{{ table_name }}' as table_name,
    {{ record_key }} as record_key,
    '{{ reason }}' as reason,
    {{ detail }} as detail
{%- endmacro %}

{#- A select for each check: of which table, by which reason, under which condition, and what else to say of it, the
    latter two as SQL over the table's intermediate model. -#}
{% macro exception_rows(checks) -%}
    {%- for table_name, reason, condition, detail in checks -%}
select
    {{ exception_columns(table_name, record_key(table_name), reason, detail) }}
from {{ intermediate_model(table_name) }} as candidates
where {{ condition }}
        {%- if not loop.last %}

union all

        {% endif -%}
    {%- endfor -%}
{%- endmacro %}

{#- Of such a select: the intermediate model that holds the rows of a table of the contract. -#}
{% macro intermediate_model(table_name) -%}
    {{ ref(intermediate_name(table_name)) }}
{%- endmacro %}

{% macro intermediate_name(table_name) %}
    {{ return('int_service_days' if table_name == 'service_uptime' else 'int_' ~ table_name) }}
{% endmacro %}

{#- What the intermediate model calls a column as it landed: `landed_` and its name, where the name stands for what was
    made of it. -#}
{% macro landed_column(table_name, column) %}
    {{ return('landed_' ~ column if keeps_landed(table_name, column) else column) }}
{% endmacro %}

{% macro keeps_landed(table_name, column) %}
    {{ return('landed_' ~ column in columns_of_model(intermediate_name(table_name))) }}
{% endmacro %}

{#- What the exceptions call a row of a table: its key in the contract; where the intermediate model has none, what else
    identifies the row. -#}
{% macro record_key(table_name) %}
    {% set others = {
        'agent_shifts': "agent_id || '/' || cast(started_at as string)",
        'article_views': "session_id || ' ' || article_id || ' ' || cast(viewed_at as string)",
        'service_uptime': "service || '/' || coalesce(product_area, '') || '/' || cast(service_on as string)",
        'subscription_changes': 'subscription_id',
        'ticket_schedules': 'ticket_id',
        'ticket_slas': "ticket_id || '/' || metric",
        'usage_events': 'usage_event_key',
        'value_events': 'customer_id',
    } %}
    {{ return(others.get(table_name) or table_keys().get(table_name) or 'cast(null as string)') }}
{% endmacro %}

{#- The condition that a row names a parent which is not there. Where the intermediate model looked for the parent, it has
    what it did not find as `orphan_` and the column's name. A table that never came cannot be missed row by row, but
    by rows that say nothing without it. -#}
{% macro lacks_parent(table_name, column, parent, parent_key, is_part) -%}
    {%- if has_looked_for(table_name, column) -%}
    {{ named_parent(table_name, column) }} is not null
    {%- else -%}
    {%- set landed_key = landed_column(parent, parent_key) -%}
    {%- set named = named_parent(table_name, column) -%}
    {{ named }} is not null
    and not exists (
        select parents.{{ landed_key }} from {{ intermediate_model(parent) }} as parents
        where parents.{{ landed_key }} = {{ named }}
    )
    {%- endif -%}
    {%- if not is_part %}
    and exists (select landed.source from {{ intermediate_model(parent) }} as landed)
    {%- endif -%}
{%- endmacro %}

{#- The id by which such a row names its parent. -#}
{% macro named_parent(table_name, column) -%}
    candidates.{{ 'orphan_' ~ column if has_looked_for(table_name, column) else landed_column(table_name, column) }}
{%- endmacro %}

{% macro has_looked_for(table_name, column) %}
    {{ return('orphan_' ~ column in columns_of_model(intermediate_name(table_name))) }}
{% endmacro %}

{#- What a date says, as the detail of an exception. -#}
{% macro says(column, value=none) -%}
    '{{ column }} is ' || cast({{ value or column }} as string)
{%- endmacro %}

{#- The condition that a row is for a word which no row of another table has, in any case; where that table landed. -#}
{% macro says_what_nobody_has(column, table_name) -%}
    lower(candidates.{{ column }}) not in (
        select lower(others.{{ column }}) from {{ intermediate_model(table_name) }} as others
        where others.{{ column }} is not null
    )
    and exists (select landed.source from {{ intermediate_model(table_name) }} as landed)
{%- endmacro %}
