-- When did a person first take each ticket, and when did it change hands (person or team) after that? Bots are not
-- persons, an unassignment is no transfer, and a change of both person and team at the same time is one transfer.
with

tickets as (

    select
        tickets.ticket_id,
        tickets.created_at,
        solves.first_solved_at,
        solves.window_ends_at
    from {{ ref('int_tickets') }} as tickets
    left join {{ ref('int_ticket_solves') }} as solves on tickets.ticket_id = solves.ticket_id
    where tickets.is_counted and not tickets.is_history_back_in_time

),

bots as (

    select
        'assignee' as field,
        landed_agent_id as holder
    from {{ ref('int_agents') }}
    where is_bot

),

changes as (

    select
        changes.ticket_id,
        changes.field,
        changes.occurred_at,
        changes.old_value,
        changes.new_value,
        changes.step,
        tickets.created_at
    from {{ ref('int_ticket_changes') }} as changes
    inner join tickets on changes.ticket_id = tickets.ticket_id
    where changes.field in ('assignee', 'team')

),

holders as (

    select
        ticket_id,
        field,
        occurred_at,
        new_value as holder,
        step
    from changes

    union all

    select
        ticket_id,
        field,
        -- who held it before the first change held it from the start
        least(created_at, occurred_at) as occurred_at,
        old_value as holder,
        0 as step
    from changes
    where step = 1

),

handovers as (

    select
        holders.ticket_id,
        holders.field,
        holders.occurred_at,
        holders.holder,
        lag(holders.holder) over (partition by holders.ticket_id, holders.field order by holders.step asc)
            as previous_holder
    from holders
    left join bots on holders.field = bots.field and holders.holder = bots.holder
    where holders.holder is not null and bots.holder is null

)

select
    tickets.ticket_id,
    min(handovers.occurred_at) filter (where handovers.field = 'assignee') as first_assigned_at,
    count(distinct handovers.occurred_at) filter (where handovers.holder <> handovers.previous_holder)
        as transfer_count,
    count(distinct handovers.occurred_at) filter (
        where handovers.holder <> handovers.previous_holder and handovers.occurred_at <= tickets.first_solved_at
    ) as transfers_before_first_solve,
    count(distinct handovers.occurred_at) filter (
        where handovers.holder <> handovers.previous_holder and handovers.occurred_at <= tickets.window_ends_at
    ) as transfers_in_window

from tickets
inner join handovers on tickets.ticket_id = handovers.ticket_id
group by tickets.ticket_id
