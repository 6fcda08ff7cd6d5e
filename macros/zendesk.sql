{#- The metrics of Zendesk's policies that our targets are made of. Those of groups, and of updates, are none of them. -#}
{% macro sla_fields() -%}
    'first_reply_time', 'next_reply_time', 'requester_wait_time', 'agent_work_time', 'total_resolution_time'
{%- endmacro %}

{#- A word of the older satisfaction feature that is an answer; `good_with_comment` is one as well. -#}
{% macro is_answer(column) -%}
    regexp_matches(lower({{ column }}), '^(good|bad)')
{%- endmacro %}

{#- What var `zendesk` says, or what holds where it says nothing. -#}
{% macro zendesk_setting(key) %}
    {% set settings = {
        'bots': [],
        'internal_users': [],
        'ticket_type': {
            'complaint': 'complaint', 'bug': 'bug', 'feature_request': 'feature_request', 'limitation': 'limitation'
        },
        'spam_tags': ['spam'],
    } %}
    {{ return((var('zendesk') or {}).get(key, settings[key]) or []) }}
{% endmacro %}

{#- What a tag says by a var {tag: our word}; null where it says nothing. -#}
{% macro word_of_tag(tag, words) -%}
    case {{ tag }}
    {%- for theirs, ours in (words or {}).items() %} when '{{ theirs }}' then '{{ ours }}'
    {%- else %} when null then null
    {%- endfor %} end
{%- endmacro %}

{#- The only text in a list that is written as JSON; null where there are several, or none. -#}
{% macro only_one_in(list) -%}
    case when {{ list }} not like '%,%' then nullif(regexp_replace({{ list }}, '[][" ]', '', 'g'), '') end
{%- endmacro %}
