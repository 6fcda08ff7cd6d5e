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
        rank() over (partition by id order by _loaded_at desc nulls last) as load_rank,
        rank() over (
            partition by id, _loaded_at order by {{ natural_order('_source_file') }} desc nulls last
        ) as file_rank
    from windows

),

-- files of one load that have a window in common are versions of a schedule, of which the last counts; others its parts
versioned as (

    select distinct earlier.id
    from newest as earlier
    inner join newest as later
        on
            earlier.id = later.id
            and earlier.file_rank > later.file_rank
            and earlier.start_time < later.end_time
            and earlier.end_time > later.start_time
    where earlier.load_rank = 1 and later.load_rank = 1

)

select
    newest.id,
    newest.time_zone,
    newest.start_time,
    newest.end_time,
    min(newest.created_at) as created_at,
    max(newest._source_file) as _source_file,
    max(newest._loaded_at) as _loaded_at

from newest
left join versioned on newest.id = versioned.id
where newest.load_rank = 1 and not newest.is_deleted and (versioned.id is null or newest.file_rank = 1)
group by newest.id, newest.time_zone, newest.start_time, newest.end_time
