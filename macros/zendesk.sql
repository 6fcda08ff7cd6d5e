{#- The metrics of Zendesk's policies that our targets are made of. Those of groups, and of updates, are none of them. -#}
{% macro sla_fields() -%}
    'first_reply_time', 'next_reply_time', 'requester_wait_time', 'agent_work_time', 'total_resolution_time'
{%- endmacro %}

{#- Our columns of tickets that are custom fields in Zendesk, and their types. -#}
{% macro custom_fields() %}
    {{ return({
        'request_type': 'string', 'product_area': 'string', 'topic': 'string', 'complexity': 'string',
        'handling_seconds': 'double'
    }) }}
{% endmacro %}

{#- {our column: SQL} of those that var `zendesk` names by the id of their field: from its own column, else from the list in
    which a loader lands all of them. -#}
{% macro listed_fields() %}
    {% set told = {} %}
    {% for column, id in vendor_setting('zendesk', 'custom_fields').items() %}
        {% if custom_fields()[column] == 'string' %}
            {% set said = blank_to_null(listed_value('custom_fields', id), longest_word()) %}
            {% do told.update({column: 'coalesce(' ~ blank_to_null(column, longest_word()) ~ ', ' ~ said ~ ')'}) %}
        {% else %}
            {% set said = 'try_cast(' ~ listed_value('custom_fields', id) ~ ' as double)' %}
            {% do told.update({column: 'coalesce(' ~ column ~ ', ' ~ said ~ ')'}) %}
        {% endif %}
    {% endfor %}
    {{ return(told) }}
{% endmacro %}

{#- A word of the older satisfaction feature that is an answer; `good_with_comment` is one as well. -#}
{% macro is_answer(column) -%}
    regexp_extract(lower({{ column }}), '^(good|bad)', 0) <> ''
{%- endmacro %}

{#- The only text in a list that is written as JSON; null where there are several, or none. -#}
{% macro only_one_in(list) -%}
    case when {{ list }} not like '%,%' then nullif(translate({{ list }}, '[]" ', ''), '') end
{%- endmacro %}

{#- The role of one of staff that an entry of the audit log says somebody had (1) or got (2); blank where it says none. -#}
{% macro role_in(description, which) -%}
    lower(regexp_extract(
            {{ description }},
            concat('(?i)(?:^|', chr(10), ') *(?:support )?role changed from (.+?) to ([^', chr(10), ']+)'), {{ which }}
        ))
{%- endmacro %}
