-- Business hours: a window that goes on after midnight is one for each day. Zendesk marks no default: it is the
-- schedule that was made first, of those that are still there.
with

windows as (

    select * from {{ ref('base_zendesk__schedule_windows') }}

),

ranked as (

    select
        id,
        row_number() over (order by bool_and(is_gone) asc, min(created_at) asc nulls last, id asc) as place
    from windows
    group by id

),

days as (

    {{ numbers_below(8) }}

),

split as (

    select
        windows.*,
        days.number,
        greatest(windows.start_time - 1440 * days.number, 0) as opens,
        least(windows.end_time - 1440 * days.number, 1440) as closes
    from windows
    inner join days
        on windows.start_time < 1440 * (days.number + 1) and windows.end_time > 1440 * days.number

)

select
    {{ as_contract('schedules', {
        'schedule_id': 'split.id',
        'is_default': 'ranked.place = 1',
        'timezone': vendor_word('zendesk', 'timezone', 'split.time_zone'),
        'weekday': 'cast(1 + (split.number + 6) % 7 as integer)',
        'opens_at': time_of_minutes('split.opens'),
        'closes_at': time_of_minutes('split.closes'),
        '_loaded_at': 'split._loaded_at',
    }) }}

from split
inner join ranked on split.id = ranked.id
