-- Each value of a column of one's own, as text, with the key of its row.
-- Which tables have such columns is known only after all metrics are read, so it depends on every table.
{% for table in var('sources') -%}
{% do source('files', table) -%}
{% endfor -%}

{% for own in own_columns() if key_of_table(own.table) -%}
{% set columns = contract_columns(own.table) | map(attribute='name') -%}
{% set meta = contract_table(own.table).config.meta -%}
select
    '{{ own.table }}' as table_name,
    '{{ own.column }}' as column_name,
    {{ blank_to_null(meta.key) }} as landed_row_id,
    {{ blank_to_null('cast(' ~ own.column ~ ' as varchar)') }} as value,
    cast({{ meta.dated_by or 'null' }} as timestamp) as happened_at,
    {{ 'updated_at' if 'updated_at' in columns else '_loaded_at' }} as newest_at,
    _loaded_at
from {{ source('files', own.table) }}
{% if not loop.last %}
union all

{% endif -%}
{% else -%}
select
    cast(null as varchar) as table_name,
    cast(null as varchar) as column_name,
    cast(null as varchar) as landed_row_id,
    cast(null as varchar) as value,
    cast(null as timestamp) as happened_at,
    cast(null as timestamp) as newest_at,
    cast(null as timestamp) as _loaded_at
where 1 = 0
{% endfor %}
