-- Rows that bear a date after the day they were loaded. A subscription or a change that is to begin later is a plan.
{% do refer_to_all_tables() -%}
{% set checks = [] -%}
{% for table, dates in times_never_ahead().items() -%}
{% for date in dates -%}
{% do checks.append((table, 'dated_after_load', date ~ ' > _loaded_at', says(date))) -%}
{% endfor -%}
{% endfor -%}
{% do checks.append((
    'service_uptime', 'dated_after_load', 'starts_at > _loaded_at', says('date', 'service_on')
)) -%}

{{ exception_rows(checks) }}
