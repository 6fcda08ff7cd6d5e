{#- B(t), the open seconds of a schedule before an instant, and its inverse; both by equi-joins on tables. -#}

{# Joins the stretch of int_business_clock that holds the instant; none if the schedule or the instant is null. #}
{% macro join_business_clock(alias, schedule_id, instant) -%}
    left join {{ ref('int_business_clock') }} as {{ alias }}
        on
            {{ schedule_id }} = {{ alias }}.schedule_id
            and cast({{ instant }} as date) = {{ alias }}.utc_date
            and {{ alias }}.starts_at <= {{ instant }}
            and {{ instant }} < {{ alias }}.ends_at
{%- endmacro %}

{# B(t) on a stretch so joined. #}
{% macro business_clock_at(alias, instant) -%}
    ({{ alias }}.seconds_before + least({{ seconds_between(alias ~ '.starts_at', instant) }}, {{ alias }}.open_seconds))
{%- endmacro %}

{# Joins the open stretch in which the business clock first reads the given number of seconds. #}
{% macro join_business_clock_inverse(alias, schedule_id, clock_seconds) -%}
    left join {{ ref('int_business_clock_inverse') }} as {{ alias }}
        on
            {{ schedule_id }} = {{ alias }}.schedule_id
            and cast(ceil(({{ clock_seconds }}) / 3600e0) as bigint) = {{ alias }}.clock_hour
            and {{ alias }}.seconds_before < {{ clock_seconds }}
            and {{ clock_seconds }} <= {{ alias }}.seconds_before + {{ alias }}.open_seconds
{%- endmacro %}

{# The earliest instant at which the clock reads that number of seconds, on a stretch so joined. #}
{% macro instant_at_business_clock(alias, clock_seconds) -%}
    {{ add_seconds(alias ~ '.starts_at', clock_seconds ~ ' - ' ~ alias ~ '.seconds_before') }}
{%- endmacro %}
