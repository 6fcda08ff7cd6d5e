-- Rows that came more than once: copies of one thing, or different things under one id.
{% do refer_to_all_tables() -%}
{% set checks = [] -%}
{% set many = "cast(copies as string) || ' rows arrived with this id; the newest counts'" -%}
{% for table in table_keys() -%}
{% do checks.append((
    table, 'duplicate', "copies > 1 and copy_rule is distinct from 'collision'",
    many ~ " || " ~ what_decided('copy_rule')
)) -%}
{% do checks.append((
    table, 'id_collision', "copy_rule = 'collision'", many ~ " || ', though they are of different things'"
)) -%}
{% endfor -%}
{% do checks.append((
    'service_uptime', 'duplicate', 'copies > 1',
    "cast(copies as string) || ' rows for this day; their minutes are added up'"
)) -%}

{{ exception_rows(checks) }}
