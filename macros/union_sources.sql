{#-
  Two CTEs: `arrived`, the rows of an entity from every source that var `sources` names for it, with ids that say
  whose they are (macros/id_spaces.sql), and `latest`,
  of each key the newest row (macros/copies.sql; `newest`: the column that says so, where there is one), with `copies`,
  how many arrived, and `copy_rule`, what decided between them: null where only one came.
  A table without a key of its own keeps every row: then there is only `arrived`.
  `is_linked`: whether ids are those at the end of their links (macros/identities.sql).
  Only repeated keys are ranked: a window over every row would cost more than all else in the model.
-#}
{% macro union_sources(entity, key=none, newest='_loaded_at', is_linked=true) -%}
arrived as (

    {% for source in var('sources')[entity] -%}
    {{ qualified_rows(source, entity, "'" ~ source ~ "' as source, " ~ loop.index ~ ' as source_position', key, is_linked) }}
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

compared as (

    select
        arrived.*,
        repeated.copies,
        {{ compared_columns(entity, 'arrived') }}
    from arrived
    inner join repeated on arrived.{{ key }} = repeated.{{ key }}

),

ranked as (

    select
        *,
        {{ is_collision(entity, '(partition by ' ~ key ~ ')') }} as is_collision,
        row_number() over (
            partition by {{ key }}
            order by {{ newest_first(newest, row_text('compared')) }}
        ) as recency
    from compared

),

latest as (

    select
        arrived.*,
        1 as copies,
        cast(null as string) as file_order,
        cast(null as timestamp) as newest_time,
        cast(null as timestamp) as birth,
        false as is_collision,
        1 as recency,
        cast(null as string) as copy_rule
    from arrived
    left join repeated on arrived.{{ key }} = repeated.{{ key }}
    where repeated.{{ key }} is null

    union all

    select
        newest.*,
        case
            when newest.is_collision then 'collision'
            {%- for rule, column in copy_rules(newest).items() if column %}
            when (newest.{{ column }} is distinct from others.{{ column }}) then '{{ rule }}'
            {%- endfor %}
            else 'alike'
        end as copy_rule
    from ranked as newest
    inner join ranked as others on newest.{{ key }} = others.{{ key }} and others.recency = 2
    where newest.recency = 1

)
{%- endif -%}
{%- endmacro %}
