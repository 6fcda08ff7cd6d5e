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

-- a schedule that changed lands as a whole: of its loads the last counts, also if it has nothing left
newest as (

    select
        *,
        max(_loaded_at) over (partition by id) as last_loaded_at
    from windows

)

select
    id,
    time_zone,
    start_time,
    end_time,
    min(created_at) as created_at,
    max(_source_file) as _source_file,
    max(_loaded_at) as _loaded_at

from newest
where _loaded_at = last_loaded_at and not is_deleted
group by id, time_zone, start_time, end_time
