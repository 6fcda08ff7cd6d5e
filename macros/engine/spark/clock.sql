{#- Spark's spelling of ../clock.sql. -#}

{% macro spark__to_local_time(utc_timestamp, timezone) -%}
    from_utc_timestamp({{ utc_timestamp }}, {{ timezone }})
{%- endmacro %}

{% macro spark__add_seconds(timestamp, seconds) -%}
    timestamp_micros(unix_micros({{ timestamp }}) + cast(round(1e6 * ({{ seconds }})) as bigint))
{%- endmacro %}

{% macro spark__seconds_of_day(time) -%}
    (cast(split_part({{ time }}, ':', 1) as bigint) * 3600 + cast(split_part({{ time }}, ':', 2) as bigint) * 60
        + cast(floor(cast(split_part({{ time }}, ':', 3) as double)) as bigint))
{%- endmacro %}

{% macro spark__iso_weekday(date) -%}
    (weekday({{ date }}) + 1)
{%- endmacro %}

{% macro spark__numbers_below(limit) -%}
    select explode(
        filter(sequence(cast(0 as bigint), cast(({{ limit }}) as bigint)), counted -> counted < ({{ limit }}))
    ) as number
{%- endmacro %}

{% macro spark__known_timezones() -%}
    select explode(split(lower('{{ modules.pytz.all_timezones | join(",") }}'), ',')) as timezone
{%- endmacro %}

{% macro spark__stop_with(reason) -%}
    case
        when count(*) > 0
            then raise_error('What is wrong: ' || listagg({{ reason }}, '; ') within group (order by {{ reason }}))
        else 0
    end
{%- endmacro %}

{% macro spark__time_of_minutes(minutes) -%}
    format_string('%02d:%02d:00', ({{ minutes }}) div 60, ({{ minutes }}) % 60)
{%- endmacro %}
