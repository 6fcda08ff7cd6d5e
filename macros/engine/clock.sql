{#- What the business clock needs of the engine. -#}

{# A UTC timestamp as the local timestamp of a time zone. Never the other way: engines disagree on a repeated hour. #}
{% macro to_local_time(utc_timestamp, timezone) -%}
    ({{ utc_timestamp }} at time zone 'UTC' at time zone {{ timezone }})
{%- endmacro %}

{# A timestamp moved by a number of seconds, exact to the microsecond. #}
{% macro add_seconds(timestamp, seconds) -%}
    ({{ timestamp }} + to_microseconds(cast(round(1e6 * ({{ seconds }})) as bigint)))
{%- endmacro %}

{# Seconds since midnight of a time of day; 24:00 is 86400. #}
{% macro seconds_of_day(time) -%}
    cast(epoch({{ time }}) as bigint)
{%- endmacro %}

{# 1 = Monday, 7 = Sunday. #}
{% macro iso_weekday(date) -%}
    isodow({{ date }})
{%- endmacro %}

{# The date of a year, a month and a day; null where there is no such date. #}
{% macro date_of(year, month, day) -%}
    try_cast(concat_ws('-', {{ year }}, {{ month }}, {{ day }}) as date)
{%- endmacro %}

{# A query of every whole number from 0 up to, not including, the limit: column `number`. #}
{% macro numbers_below(limit) -%}
    select range as number from range(cast(({{ limit }}) as bigint))
{%- endmacro %}

{# A query of the time zones that the engine knows: column `timezone`, in lower case. #}
{% macro known_timezones() -%}
    select lower(name) as timezone from pg_timezone_names()
{%- endmacro %}

{# How a data test counts its failing rows, when it is to stop with their reasons instead of their number. #}
{% macro stop_with(reason) -%}
    case when count(*) > 0 then error('What is wrong: ' || string_agg({{ reason }}, '; ' order by {{ reason }})) else 0 end
{%- endmacro %}

{# A time of day, so many minutes after midnight; 1440 is 24:00. #}
{% macro time_of_minutes(minutes) -%}
    cast(printf('%02d:%02d:00', ({{ minutes }}) // 60, ({{ minutes }}) % 60) as time)
{%- endmacro %}
