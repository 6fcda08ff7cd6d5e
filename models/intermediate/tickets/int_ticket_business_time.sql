-- Which schedule holds for each ticket, and how long its first reply and its resolution took by it.
with

schedules as (

    select
        schedule_id,
        is_sound,
        is_default
    from {{ ref('int_schedules') }}
    group by schedule_id, is_sound, is_default

),

default_schedule as (

    select min(schedule_id) as schedule_id
    from schedules
    where is_default

),

scheduled as (

    select
        tickets.*,
        case
            when team_schedules.schedule_id is null then default_schedule.schedule_id
            when team_schedules.is_sound then team_schedules.schedule_id
        end as schedule_id
    from {{ ref('int_ticket_milestones') }} as tickets
    left join {{ ref('int_teams') }} as teams on tickets.team_id = teams.team_id
    left join schedules as team_schedules on teams.schedule_id = team_schedules.schedule_id
    cross join default_schedule

),

clocked as (

    select
        scheduled.*,
        {{ business_clock_at('question', 'scheduled.asked_at') }} as asked_clock,
        {{ business_clock_at('reply', 'scheduled.first_reply_at') }} as first_reply_clock,
        {{ business_clock_at('solve', 'scheduled.last_solved_at') }} as last_solved_clock,
        {{ seconds_between('creation.starts_at', 'scheduled.created_at') }} >= creation.open_seconds
            as is_created_off_hours
    from scheduled
    {{ join_business_clock('question', 'scheduled.schedule_id', 'scheduled.asked_at') }}
    {{ join_business_clock('creation', 'scheduled.schedule_id', 'scheduled.created_at') }}
    {{ join_business_clock('reply', 'scheduled.schedule_id', 'scheduled.first_reply_at') }}
    {{ join_business_clock('solve', 'scheduled.schedule_id', 'scheduled.last_solved_at') }}

)

-- rounded to the microsecond, which is what a timestamp holds
select
    ticket_id,
    schedule_id,
    case when first_reply_at >= asked_at then round(first_reply_clock - asked_clock, 6) end
        as first_reply_business_seconds,
    case when last_solved_at >= created_at then round(last_solved_clock - asked_clock, 6) end
        as resolution_business_seconds,
    is_created_off_hours

from clocked
