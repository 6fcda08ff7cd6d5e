-- By which business clock each ticket goes, and how long its first reply and its resolution took by it.
with

clocks as (

    select distinct
        ticket_id,
        clock_id
    from {{ ref('int_ticket_schedule_spans') }}

),

scheduled as (

    select
        tickets.*,
        clocks.clock_id as schedule_id
    from {{ ref('int_ticket_milestones') }} as tickets
    left join clocks on tickets.ticket_id = clocks.ticket_id

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
