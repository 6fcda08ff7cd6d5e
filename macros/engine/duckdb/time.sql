{#- DuckDB's spelling of ../time.sql. -#}

{% macro duckdb__seconds_between(earlier, later) -%}
    ((epoch_us({{ later }}) - epoch_us({{ earlier }})) / 1e6)
{%- endmacro %}

{% macro duckdb__add_days(date, days) -%}
    ({{ date }} + cast({{ days }} as integer))
{%- endmacro %}

{% macro duckdb__add_months(timestamp, months) -%}
    ({{ timestamp }} + to_months(cast({{ months }} as integer)))
{%- endmacro %}

{% macro duckdb__from_wall_time(wall_time, zone) -%}
    ((({{ wall_time }}) at time zone '{{ zone }}') at time zone 'UTC')
{%- endmacro %}
