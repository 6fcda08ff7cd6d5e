{#- A query of the newest row of each id of a raw table of Salesforce, with `is_gone`: it lies in the recycle bin, its loader no
    longer finds it, or its last version has ended. In history mode each change is a row, of which the one that stands
    counts; a record of which none stands is told by its last one. -#}
{% macro salesforce_records(table_name, newest=['last_modified_date']) -%}
    select
        *,
        coalesce(is_deleted, false)
        or coalesce(_fivetran_deleted, false)
        or not coalesce(_fivetran_active, true) as is_gone
    from (
        {{ current_rows(
            '(' ~ staged('salesforce', table_name) ~ ')', ['id'], ['coalesce(_fivetran_active, true)'] + newest
        ) }}
    ) as newest_rows
{%- endmacro %}

{#- Whether a value is the id of an owner: of a user, of a queue, or of either. -#}
{% macro is_user_id(value) -%} coalesce(left({{ value }}, 3) = '005' and length({{ value }}) = 18, false) {%- endmacro %}

{% macro is_queue_id(value) -%} coalesce(left({{ value }}, 3) = '00G' and length({{ value }}) = 18, false) {%- endmacro %}

{#- The time of a day, such as 09:30:00.000Z, in minutes; null where it is none. -#}
{% macro minutes_of_time(text) -%}
    try_cast(split_part({{ text }}, ':', 1) as integer) * 60 + try_cast(split_part({{ text }}, ':', 2) as integer)
{%- endmacro %}

{#- Whether a user is one of those who are programs by var `salesforce`; ids of it may have 15 characters or 18. -#}
{% macro is_automated_user(id) -%}
    {%- set first_fifteen = [] -%}
    {%- for each in vendor_setting('salesforce', 'automated_users') -%}
        {%- do first_fifteen.append((each | string)[:15]) -%}
    {%- endfor -%}
    left({{ id }}, 15) in ({{ quoted(first_fifteen) }})
{%- endmacro %}
