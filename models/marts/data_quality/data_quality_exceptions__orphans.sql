-- Rows that point at a parent which never landed.
{% do refer_to_all_tables() -%}
{% set checks = [] -%}
{% for table, column, parent, key, is_part in named_parents() -%}
{% set detail = "'its " ~ key.removesuffix('_id') ~ " never landed'" -%}
{% if other_sources() -%}
{% set detail = detail ~ ' || ' ~ would_be_found(named_parent(table, column), parent, key) -%}
{% endif -%}
{% do checks.append((table, 'orphan', lacks_parent(table, column, parent, key, is_part), detail)) -%}
{% endfor -%}

{{ exception_rows(checks) }}
