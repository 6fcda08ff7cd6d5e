-- Each line of the seeds of links names a source that var `sources` has, and its id without the source before it.
{{ config(fail_calc=stop_with('reason')) }}

{% set sources = sources_of_tables() -%}

with

said as (

    {% for kind in identity_tables() -%}
    select
        '{{ kind }}' as kind,
        source,
        {{ kind }}_id as id,
        {{ kind }} as linked_to
    from {{ ref(kind ~ '_links') }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

problems as (

    select
        *,
        case
            when source not in ('{{ sources | join("', '") }}')
                then 'there is no such source; there are {{ sources | join(", ") }}'
            when source <> 'files' and left(id, length(source) + 1) = concat(source, '/')
                then 'write the id as the source does, without the source before it'
        end as problem
    from said

)

select concat('seeds/', kind, '_links.csv, ', source, ',', id, ',', linked_to, ': ', problem) as reason

from problems
where problem is not null
