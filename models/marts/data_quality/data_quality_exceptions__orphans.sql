-- Rows that point at a parent which never landed.
{% do refer_to_all_tables() -%}
{% set checks = [] -%}
{% for table, column, parent, key, is_part in named_parents() -%}
{% do checks.append((
    table, 'orphan', lacks_parent(table, column, parent, key, is_part), "'its " ~ key.removesuffix('_id') ~ " never landed'"
)) -%}
{% endfor -%}

{{ exception_rows(checks) }}
