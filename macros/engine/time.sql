{#- Time arithmetic whose spelling differs between engines. -#}

{#- Seconds from one UTC timestamp to another, exact to the microsecond; negative where the order is reversed. -#}
{% macro seconds_between(earlier, later) -%}
    ((epoch_us({{ later }}) - epoch_us({{ earlier }})) / 1e6)
{%- endmacro %}

{#- A UTC timestamp as wall time in var reporting_timezone. -#}
{% macro to_reporting_time(instant) -%}
    {%- if var('reporting_timezone') == 'UTC' -%}
        ({{ instant }})
    {%- else -%}
        ((({{ instant }}) at time zone 'UTC') at time zone '{{ var("reporting_timezone") }}')
    {%- endif -%}
{%- endmacro %}

{#- Wall time in var reporting_timezone as a UTC timestamp. -#}
{% macro from_reporting_time(wall_time) -%}
    {%- if var('reporting_timezone') == 'UTC' -%}
        ({{ wall_time }})
    {%- else -%}
        ((({{ wall_time }}) at time zone '{{ var("reporting_timezone") }}') at time zone 'UTC')
    {%- endif -%}
{%- endmacro %}

{# The first instant of var earliest_date, in UTC. #}
{% macro earliest_moment() -%}
    {{ from_reporting_time("cast('" ~ var('earliest_date') ~ "' as timestamp)") }}
{%- endmacro %}

{#- A date, so many days later; earlier where they are negative. -#}
{% macro add_days(date, days) -%}
    ({{ date }} + cast({{ days }} as integer))
{%- endmacro %}

{#- A timestamp, so many months later: on the same day, or on the last of a shorter month. -#}
{% macro add_months(timestamp, months) -%}
    ({{ timestamp }} + to_months(cast({{ months }} as integer)))
{%- endmacro %}
