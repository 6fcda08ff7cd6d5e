-- What each metric model says it requires (way 1, or any further way that is enough by itself) and what would
-- refine it (way 0), and whether that has landed.
-- Built again with whatever metric is built, so that a new one is ready at once:
-- depends_on: {{ ref('metric_observations') }}
with

named (model, way, input, table_name, column_name, word) as (

    values
    {% for row in metric_input_rows() -%}
    (
        '{{ row.model }}', {{ row.way }}, '{{ row.item }}', '{{ row.table }}',
        {{ meta_text(row.column) }}, {{ meta_text(row.word) }}
    ){{ ',' if not loop.last }}
    {% else -%}
    (null, null, null, null, null, null)
    {% endfor %}

),

landed as (

    select * from {{ ref('metric_readiness__landed_columns') }}

)

select
    named.model,
    named.way,
    named.input,
    named.table_name,
    named.column_name,
    named.word,
    coalesce(landed.filled_count, 0) > 0 as is_there,
    case when landed.row_count > 0 then cast(landed.filled_count as double) / landed.row_count end as filled_share,
    landed.first_on,
    landed.last_on

from named
left join landed
    on
        named.table_name = landed.table_name
        and coalesce(named.column_name, '') = coalesce(landed.column_name, '')
        and coalesce(named.word, '*') = coalesce(landed.word, '*')
where named.model is not null
