{#- How long a customer who ended may start again and never have been away: var `churn_grace_days`, counted in days of
    the reporting time zone, since a gap over the end of summer time is an hour longer than its days. -#}

{#- The first instant at which a new start is too late, for an end at some instant. -#}
{% macro grace_ends_at(ended_at) -%}
    {{ from_reporting_time(
        "(date_trunc('day', " ~ to_reporting_time(ended_at) ~ ") + interval '"
        ~ (var('churn_grace_days') + 1) ~ "' day)"
    ) }}
{%- endmacro %}

{#- Whether no new start can bridge an end at some instant, or an earlier one, any more. A day is over with its last
    second, as a month is. -#}
{% macro is_grace_over(ended_at, as_of) -%}
    {{ grace_ends_at(ended_at) }} - interval '1' second <= {{ as_of }}
{%- endmacro %}
