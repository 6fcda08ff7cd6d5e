{#- What the business clock needs of the engine. -#}

{#- A UTC timestamp as the local timestamp of a time zone. Never the other way: engines disagree on a repeated hour. -#}
{% macro to_local_time(utc_timestamp, timezone) -%}
    {{ adapter.dispatch('to_local_time')(utc_timestamp, timezone) }}
{%- endmacro %}

{#- A timestamp moved by a number of seconds, exact to the microsecond. -#}
{% macro add_seconds(timestamp, seconds) -%}
    {{ adapter.dispatch('add_seconds')(timestamp, seconds) }}
{%- endmacro %}

{#- Seconds since midnight of a time of day; 24:00 is 86400. -#}
{% macro seconds_of_day(time) -%}
    {{ adapter.dispatch('seconds_of_day')(time) }}
{%- endmacro %}

{#- 1 = Monday, 7 = Sunday. -#}
{% macro iso_weekday(date) -%}
    {{ adapter.dispatch('iso_weekday')(date) }}
{%- endmacro %}

{#- The date of a year, a month and a day; null where there is no such date. -#}
{% macro date_of(year, month, day) -%}
    try_cast(concat_ws('-', {{ year }}, {{ month }}, {{ day }}) as date)
{%- endmacro %}

{#- A query of every whole number from 0 up to, not including, the limit: column `number`. -#}
{% macro numbers_below(limit) -%}
    {{ adapter.dispatch('numbers_below')(limit) }}
{%- endmacro %}

{#- A query of the time zones that the engine knows: column `timezone`, in lower case. -#}
{% macro known_timezones() -%}
    {{ adapter.dispatch('known_timezones')() }}
{%- endmacro %}

{#- How a data test counts its failing rows, when it is to stop with their reasons instead of their number. -#}
{% macro stop_with(reason) -%}
    {{ adapter.dispatch('stop_with')(reason) }}
{%- endmacro %}

{#- A time of day, so many minutes after midnight; 1440 is 24:00. -#}
{% macro time_of_minutes(minutes) -%}
    {{ adapter.dispatch('time_of_minutes')(minutes) }}
{%- endmacro %}
