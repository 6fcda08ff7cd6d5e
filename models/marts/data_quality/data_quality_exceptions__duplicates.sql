-- Rows that came more than once.
{% do refer_to_all_tables() -%}
{% set checks = [] -%}
{% for table in table_keys() -%}
{% do checks.append((
    table, 'duplicate', 'copies > 1', "cast(copies as varchar) || ' rows arrived with this id; the newest counts'"
)) -%}
{% endfor -%}
{% do checks.append((
    'service_uptime', 'duplicate', 'copies > 1',
    "cast(copies as varchar) || ' rows for this day; their minutes are added up'"
)) -%}

{{ exception_rows(checks) }}
