-- Which schedule holds where a team has none? The default one of the source, else the only one that any source has.
{%- set sources = var('sources').values() | sum(start=[]) | unique | list %}
with

sources as (

    {% for source in sources -%}
    select '{{ source }}' as source
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

defaults as (

    select
        source,
        min(schedule_id) as schedule_id
    from {{ ref('int_schedules') }}
    where is_default
    group by source

),

only_one as (

    select case when count(*) = 1 then min(schedule_id) end as schedule_id
    from defaults

)

select
    sources.source,
    coalesce(defaults.schedule_id, only_one.schedule_id) as schedule_id

from sources
cross join only_one
left join defaults on sources.source = defaults.source
