-- Whose hours are those of a team, and of the company as a whole?
with

schedules as (

    select
        schedule_id,
        is_sound
    from {{ ref('int_schedules') }}
    group by schedule_id, is_sound

),

teams as (

    select
        teams.team_id,
        case
            when team_schedules.schedule_id is null then defaults.schedule_id
            when team_schedules.is_sound then team_schedules.schedule_id
        end as schedule_id
    from {{ ref('int_teams') }} as teams
    left join {{ ref('int_default_schedules') }} as defaults on teams.source = defaults.source
    left join schedules as team_schedules on teams.schedule_id = team_schedules.schedule_id

)

select
    team_id as desk,
    team_id,
    schedule_id
from teams

union all

-- the company is open while one of its teams is
select
    '' as desk,
    team_id,
    schedule_id
from teams

union all

select
    '' as desk,
    cast(null as string) as team_id,
    case when count(distinct schedule_id) = 1 then min(schedule_id) end as schedule_id
from {{ ref('int_default_schedules') }}
having (select count(*) from teams) = 0
