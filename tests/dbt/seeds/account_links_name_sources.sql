-- Each line of the seed account_links names a source that var `sources` has, and its id without the source before it.
{{ config(fail_calc=stop_with('reason')) }}

{% set sources = sources_of_tables() -%}

with

problems as (

    select
        *,
        case
            when source not in ('{{ sources | join("', '") }}')
                then 'there is no such source; there are {{ sources | join(", ") }}'
            when source <> 'files' and starts_with(account_id, source || '/')
                then 'write the id as the source does, without the source before it'
        end as problem
    from {{ ref('account_links') }}

)

select concat('seeds/account_links.csv, ', source, ',', account_id, ',', account, ': ', problem) as reason

from problems
where problem is not null
