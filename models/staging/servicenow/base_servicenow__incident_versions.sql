-- Which version of an incident follows which?
with

history as (

    select * from {{ ref('base_servicenow__incident_history') }}

),

-- Overlapping exports bring the same version again. Where its copies differ, the newest load wins, within one load the
-- later file; the further columns only make the choice the same on any day.
copies as (

    select
        *,
        row_number() over (
            partition by number, sys_mod_count, sys_updated_at
            order by
                _loaded_at desc, {{ natural_order('_source_file') }} desc,
                incident_state asc nulls last, assigned_to asc nulls last,
                assignment_group asc nulls last, priority asc nulls last, contact_type asc nulls last
        ) as copy_number

    from history

),

versions as (

    select *
    from copies
    where copy_number = 1

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
