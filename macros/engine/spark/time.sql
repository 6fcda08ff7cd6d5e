{#- Spark's spelling of ../time.sql. -#}

{% macro spark__seconds_between(earlier, later) -%}
    ((unix_micros(cast({{ later }} as timestamp)) - unix_micros(cast({{ earlier }} as timestamp))) / 1e6)
{%- endmacro %}

{% macro spark__add_days(date, days) -%}
    date_add({{ date }}, cast({{ days }} as int))
{%- endmacro %}

{% macro spark__add_months(timestamp, months) -%}
    ({{ timestamp }} + make_ym_interval(0, cast({{ months }} as int)))
{%- endmacro %}

{% macro spark__from_wall_time(wall_time, zone) -%}
    to_utc_timestamp({{ wall_time }}, '{{ zone }}')
{%- endmacro %}
