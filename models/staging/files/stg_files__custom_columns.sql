-- Each value of a custom column, as text, with the key of its row.
-- Which tables have such columns is known only after all metrics are read, so it depends on every table.
{% for table in var('sources') -%}
{% do source('files', table) -%}
{% endfor -%}

{% for custom in custom_columns() if custom.table in table_keys() -%}
{% set columns = contract_columns(custom.table) | map(attribute='name') -%}
{% set meta = contract_table(custom.table).config.meta -%}
select
    '{{ custom.table }}' as table_name,
    '{{ custom.column }}' as column_name,
    {{ blank_to_null(meta.key) }} as landed_row_id,
    {{ blank_to_null('cast(' ~ custom.column ~ ' as string)') }} as value,
    cast({{ meta.dated_by or 'null' }} as timestamp) as happened_at,
    {{ 'updated_at' if 'updated_at' in columns else '_loaded_at' }} as newest_at,
    _loaded_at,
    1 as source_position,
    {{ natural_order('_source_file') }} as file_order,
    {{ newest_time_of(custom.table) }} as newest_time,
    _source_row
from {{ source('files', custom.table) }}
{% if not loop.last %}
union all

{% endif -%}
{% else -%}
{{ no_rows({
    'table_name': 'string', 'column_name': 'string', 'landed_row_id': 'string', 'value': 'string',
    'happened_at': 'timestamp', 'newest_at': 'timestamp', '_loaded_at': 'timestamp',
    'source_position': 'integer', 'file_order': 'string', 'newest_time': 'timestamp', '_source_row': 'bigint',
}) }}
{% endfor %}
