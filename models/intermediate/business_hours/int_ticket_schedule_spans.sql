-- By which schedule does each ticket go, from when to when?
with

schedules as (

    select distinct
        schedule_id,
        is_sound
    from {{ ref('int_schedules') }}

),

-- a schedule that never landed, or contradicts itself, is none that a help desk could have set
candidates as (

    select
        tickets.ticket_id,
        applied.schedule_id,
        case
            when applied.applied_at < {{ add_seconds('tickets.asked_at', '60') }} then tickets.asked_at
            else applied.applied_at
        end as starts_at,
        applied.applied_at
    from {{ ref('int_ticket_schedules') }} as applied
    inner join {{ ref('int_ticket_milestones') }} as tickets on applied.ticket_id = tickets.ticket_id
    inner join schedules on applied.schedule_id = schedules.schedule_id
    where schedules.is_sound

    union all

    select
        tickets.ticket_id,
        case
            when team_schedules.schedule_id is null then defaults.schedule_id
            when team_schedules.is_sound then team_schedules.schedule_id
        end as schedule_id,
        tickets.asked_at as starts_at,
        cast(null as timestamp) as applied_at
    from {{ ref('int_ticket_milestones') }} as tickets
    left join {{ ref('int_default_schedules') }} as defaults on tickets.source = defaults.source
    left join {{ ref('int_teams') }} as teams on tickets.team_id = teams.team_id
    left join schedules as team_schedules on teams.schedule_id = team_schedules.schedule_id

),

ranked as (

    select
        *,
        row_number() over (
            partition by ticket_id, starts_at
            order by applied_at desc nulls last, schedule_id asc
        ) as recency
    from candidates

),

spans as (

    select
        *,
        lead(starts_at) over (partition by ticket_id order by starts_at asc) as ends_at,
        min(schedule_id) over (partition by ticket_id) as first_schedule,
        max(schedule_id) over (partition by ticket_id) as last_schedule,
        count(*) over (partition by ticket_id) - count(schedule_id) over (partition by ticket_id) as gaps
    from ranked
    where recency = 1

)

-- a ticket that changes its schedule has a clock of its own: see int_ticket_clock_stretches
select
    ticket_id,
    schedule_id,
    starts_at,
    ends_at,
    case
        when gaps > 0 then null
        when first_schedule < last_schedule then 'ticket ' || ticket_id
        else schedule_id
    end as clock_id

from spans
