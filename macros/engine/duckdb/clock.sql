{#- DuckDB's spelling of ../clock.sql. -#}

{% macro duckdb__to_local_time(utc_timestamp, timezone) -%}
    ({{ utc_timestamp }} at time zone 'UTC' at time zone {{ timezone }})
{%- endmacro %}

{% macro duckdb__add_seconds(timestamp, seconds) -%}
    ({{ timestamp }} + to_microseconds(cast(round(1e6 * ({{ seconds }})) as bigint)))
{%- endmacro %}

{% macro duckdb__seconds_of_day(time) -%}
    cast(epoch({{ time }}) as bigint)
{%- endmacro %}

{% macro duckdb__iso_weekday(date) -%}
    isodow({{ date }})
{%- endmacro %}

{% macro duckdb__numbers_below(limit) -%}
    select range as number from range(cast(({{ limit }}) as bigint))
{%- endmacro %}

{% macro duckdb__known_timezones() -%}
    select lower(name) as timezone from pg_timezone_names()
{%- endmacro %}

{% macro duckdb__stop_with(reason) -%}
    case when count(*) > 0 then error('What is wrong: ' || string_agg({{ reason }}, '; ' order by {{ reason }})) else 0 end
{%- endmacro %}

{% macro duckdb__time_of_minutes(minutes) -%}
    cast(printf('%02d:%02d:00', ({{ minutes }}) // 60, ({{ minutes }}) % 60) as time)
{%- endmacro %}
