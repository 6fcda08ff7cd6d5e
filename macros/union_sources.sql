{#-
  Two CTEs: `arrived`, the rows of an entity from every source that var `sources` names for it, and `latest`,
  of each key the row with the newest `newest` (then the newest load), with `copies`, how many arrived.
  A table without a key of its own keeps every row: then there is only `arrived`.
  Only repeated keys are ranked: a window over every row would cost more than all else in the model.
-#}
{% macro union_sources(entity, key=none, newest='_loaded_at') -%}
arrived as (

    {% for source in var('sources')[entity] -%}
    select
        '{{ source }}' as source,
        {{ loop.index }} as source_position,
        *
    from {{ ref('stg_' ~ source ~ '__' ~ entity) }}
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}

)
{%- if key -%}
,

repeated as (

    select
        {{ key }},
        count(*) as copies
    from arrived
    group by {{ key }}
    having count(*) > 1

),

ranked as (

    select
        arrived.*,
        repeated.copies,
        row_number() over (
            partition by arrived.{{ key }}
            order by
                arrived.{{ newest }} desc nulls last,
                arrived._loaded_at desc nulls last,
                arrived.source_position asc,
                {{ row_text('arrived') }} asc
        ) as recency
    from arrived
    inner join repeated on arrived.{{ key }} = repeated.{{ key }}

),

latest as (

    select
        arrived.*,
        1 as copies,
        1 as recency
    from arrived
    left join repeated on arrived.{{ key }} = repeated.{{ key }}
    where repeated.{{ key }} is null

    union all

    select * from ranked
    where recency = 1

)
{%- endif -%}
{%- endmacro %}
