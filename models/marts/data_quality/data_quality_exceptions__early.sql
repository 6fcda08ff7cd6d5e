-- Rows that bear a date before var earliest_date. Metrics begin there, so what is dated before counts in none.
{% do refer_to_all_tables() -%}
{% set checks = [] -%}
{% for table, dates in times_that_happened().items() -%}
{% for date in dates -%}
{% do checks.append((table, 'dated_before_earliest', date ~ ' < ' ~ earliest_moment(), says(date))) -%}
{% endfor -%}
{% endfor -%}
{% do checks.append((
    'service_uptime', 'dated_before_earliest', 'starts_at < ' ~ earliest_moment(), says('date', 'service_on')
)) -%}

{{ exception_rows(checks) }}
