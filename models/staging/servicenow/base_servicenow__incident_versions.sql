-- Which version of an incident follows which?
with

history as (

    select * from {{ ref('base_servicenow__incident_history') }}

),

-- Overlapping exports bring the same version again.
versions as (

    {{ current_rows('history', ['number', 'sys_mod_count', 'sys_updated_at'], line=none) }}

),

ordered as (

    select
        *,
        row_number() over (partition by number order by sys_mod_count, sys_updated_at) as version_number,
        count(*) over (partition by number) as version_count,
        max(sys_updated_at) over (
            partition by number order by sys_mod_count, sys_updated_at
            rows between unbounded preceding and 1 preceding
        ) as newest_before

    from versions

)

select
    *,
    version_number = version_count as is_last_version,
    coalesce(sys_updated_at < newest_before, false) as is_back_in_time

from ordered
