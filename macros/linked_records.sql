{#- The records of several sources that are one thing, and what is taken of each. -#}

{#- Two CTEs after union_sources: `records`, the `latest` rows with the id at the end of their links as
    `landed_<kind>_id`, and `ordered`, those of each thing, the `position`th first. Of sources, the first in var `sources`
    comes first; within one, what was updated last. `end`: a column of when it ended; then `tells_ends` is whether the row's
    source has one at all. -#}
{% macro ordered_records(kind, updated, end=none) -%}
{%- set key = kind ~ '_id' -%}
records as (

    select
        latest.*,
        {{ linked_id('latest', key) }} as landed_{{ key }}
    from latest
    {{ join_links(kind, 'latest', key) }}

),

ordered as (

    select
        *,
        {%- if end %}
        bool_or({{ end }} is not null) over (partition by source) as tells_ends,
        {%- endif %}
        row_number() over (
            partition by landed_{{ key }}
            order by source_position asc, {{ updated }} desc nulls last, {{ key }} asc
        ) as position
    from records

)
{%- endmacro %}

{#- Of several records of one thing, what the first says that says something. -#}
{% macro first_said(column, position='position') -%}
    min_by({{ column }}, {{ position }}) filter (where {{ column }} is not null) as {{ column }}
{%- endmacro %}

{#- When the last of several records of one thing ended. One of a source that tells of no ends keeps nothing alive. -#}
{% macro last_end(column) -%}
    case when count(*) filter (where tells_ends) = count({{ column }}) then max({{ column }}) end as {{ column }}
{%- endmacro %}
