-- Which windows has the week of each schedule? In minutes of its own time zone from Sunday 00:00: the times in UTC that
-- a loader adds hold for half of the year at most.
with

landed as (

    {{ staged('zendesk', 'schedule') }}

),

windows as (

    select
        id,
        name,
        time_zone,
        start_time,
        end_time,
        created_at,
        coalesce(_fivetran_deleted, false) as is_deleted,
        _source_file,
        _loaded_at
    from landed
    where start_time is not null

    union all

    select
        id,
        name,
        time_zone,
        try_cast({{ json_text('interval_text', 'start_time') }} as integer) as start_time,
        try_cast({{ json_text('interval_text', 'end_time') }} as integer) as end_time,
        created_at,
        coalesce(_fivetran_deleted, false) as is_deleted,
        _source_file,
        _loaded_at
    from (
        select
            *,
            {{ objects_in('intervals') }} as interval_text
        from landed
        where start_time is null
    )

),

versions as (

    {{ last_version('windows', 'id', 'earlier.start_time < later.end_time and earlier.end_time > later.start_time') }}

),

-- a schedule that was given up keeps its hours, for the tickets that went by it
standing as (

    select
        *,
        bool_and(is_deleted) over (partition by id) as is_gone
    from versions

)

select
    id,
    time_zone,
    start_time,
    end_time,
    is_gone,
    min(created_at) as created_at,
    max(_source_file) as _source_file,
    max(_loaded_at) as _loaded_at

from standing
where is_gone or not is_deleted
group by id, time_zone, start_time, end_time, is_gone
