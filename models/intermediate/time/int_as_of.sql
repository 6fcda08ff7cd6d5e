-- From when to when the data speak: the first event since var earliest_date, and the newest of the events that happen.
-- An event dated after its own load cannot have happened; planned dates never count.
{% do refer_to_all_tables() -%}
{% set events = [] -%}
{% for table, columns in times_that_happened().items() -%}
{% for column in columns -%}
{% do events.append((table, column)) -%}
{% endfor -%}
{% endfor -%}
{% set computed = [('tickets', 'landed_solved_at'), ('service_uptime', 'ends_at')] -%}

with

happened as (

    {% for table, column in events + computed -%}
    select
        min(case when {{ column }} >= {{ earliest_moment() }} then {{ column }} end) as first_event_at,
        max({{ column }}) as last_event_at
    from {{ intermediate_model(table) }}
    where {{ column }} <= _loaded_at
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}

)

select
    min(first_event_at) as first_event_at,
    {% if var('as_of') -%}
    timestamp '{{ var("as_of") }}' as as_of
    {%- else -%}
    max(last_event_at) as as_of
    {%- endif %}

from happened
