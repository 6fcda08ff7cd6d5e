-- How full is each column of the contract, over all sources, and from when to when? The row without a column is the
-- table itself; rows with a word are of the part of the table that says it. A flag is filled where it is true.
with

{% for entity, sources in var('sources').items() -%}
{% set meta = (contract_table(entity) or {'config': {'meta': {}}}).config.meta -%}
{% set dated_by = meta.get('dated_by') or 'null' -%}
{% set words = ['cast(null as string)'] + (["coalesce(lower(" ~ meta.split_by ~ "), '')"] if meta.get('split_by') else []) -%}
{{ entity }}_counted as (

    -- apart, as Spark has no row for all in grouping sets of nothing
    {% for word in words -%}
    select
        {{ word }} as word,
        {% for column in contract_columns(entity) -%}
        {% set is_filled = column.name if column.data_type == 'boolean' else column.name ~ ' is not null' -%}
        count(case when {{ is_filled }} then 1 end) as {{ column.name }}_filled,
        cast(min({{ dated_by }}) filter (where {{ is_filled }}) as date) as {{ column.name }}_first,
        cast(max({{ dated_by }}) filter (where {{ is_filled }}) as date) as {{ column.name }}_last,
        {% endfor -%}
        cast(min({{ dated_by }}) as date) as first_on,
        cast(max({{ dated_by }}) as date) as last_on,
        count(*) as row_count
    from (
        {% for source in sources -%}
        select * from {{ ref('stg_' ~ source ~ '__' ~ entity) }}
        {% if not loop.last -%}
        union all
        {% endif -%}
        {% endfor %}
    ) as arrived
    {% if not loop.first -%}
    group by {{ word }}
    {% elif not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}

){{ ',' if not loop.last }}

{% endfor %}

{% for entity in var('sources') -%}
select
    '{{ entity }}' as table_name,
    cast(null as string) as column_name,
    word,
    row_count,
    row_count as filled_count,
    first_on,
    last_on
from {{ entity }}_counted
{% for column in contract_columns(entity) -%}
union all
select
    '{{ entity }}',
    '{{ column.name }}',
    word,
    row_count,
    cast({{ column.name }}_filled as bigint),
    {{ column.name }}_first,
    {{ column.name }}_last
from {{ entity }}_counted
{% endfor -%}
{% if not loop.last -%}
union all
{% endif -%}
{% endfor %}
union all
select
    table_name,
    column_name,
    cast(null as string),
    count(*),
    count(value),
    cast(min(happened_at) filter (where value is not null) as date),
    cast(max(happened_at) filter (where value is not null) as date)
from {{ ref('stg_files__custom_columns') }}
group by table_name, column_name
union all
-- what is told of has its first day, and its last unless it is still told of
select
    'evidence',
    kind,
    cast(null as string),
    count(*),
    count(*),
    nullif(cast(min(known_from) as date), cast('0001-01-01' as date)),
    nullif(cast(max(known_to) as date), cast('9999-12-31' as date))
from {{ ref('int_evidence') }}
group by kind
