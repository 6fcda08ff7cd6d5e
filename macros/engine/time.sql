{#- Time arithmetic whose spelling differs between engines. -#}

{#- Seconds from one UTC timestamp to another, exact to the microsecond; negative where the order is reversed. -#}
{% macro seconds_between(earlier, later) -%}
    {{ adapter.dispatch('seconds_between')(earlier, later) }}
{%- endmacro %}

{#- A UTC timestamp as wall time in var reporting_timezone. -#}
{% macro to_reporting_time(instant) -%}
    {%- if var('reporting_timezone') == 'UTC' -%}
        ({{ instant }})
    {%- else -%}
        {{ to_local_time('(' ~ instant ~ ')', "'" ~ var('reporting_timezone') ~ "'") }}
    {%- endif -%}
{%- endmacro %}

{#- Wall time in var reporting_timezone as a UTC timestamp. -#}
{% macro from_reporting_time(wall_time) -%}
    {%- if var('reporting_timezone') == 'UTC' -%}
        cast({{ wall_time }} as timestamp)
    {%- else -%}
        {{ adapter.dispatch('from_wall_time')(wall_time, var('reporting_timezone')) }}
    {%- endif -%}
{%- endmacro %}

{#- The first instant of var earliest_date, in UTC. -#}
{% macro earliest_moment() -%}
    {{ from_reporting_time("cast('" ~ var('earliest_date') ~ "' as timestamp)") }}
{%- endmacro %}

{#- A date, so many days later; earlier where they are negative. -#}
{% macro add_days(date, days) -%}
    {{ adapter.dispatch('add_days')(date, days) }}
{%- endmacro %}

{#- A timestamp, so many months later: on the same day, or on the last of a shorter month. -#}
{% macro add_months(timestamp, months) -%}
    {{ adapter.dispatch('add_months')(timestamp, months) }}
{%- endmacro %}
