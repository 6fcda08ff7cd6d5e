-- The statuses that each ticket went through, in order. Left out are tickets that do not count or begin too early, and
-- whose history goes back in time or tells of a solve before the creation; other changes before it say how it began.
with

tickets as (

    select
        tickets.ticket_id,
        tickets.created_at,
        tickets.landed_solved_at,
        coalesce(histories.status, tickets.status) as status,
        histories.ticket_id is not null as has_history,
        histories.first_status,
        histories.last_step,
        histories.record_follows_at,
        histories.missing_solve_at,
        coalesce(histories.first_known_step, 0) as first_known_step,
        -- a solve that the row alone tells of is a step more
        case when histories.missing_solve_at is null then 0 else 1 end as steps_before,
        coalesce(histories.status, tickets.status) in ('solved', 'closed') as is_solved,
        -- where the events of a solved ticket never mention a solve, or not the first, they are not its whole history
        has_history and (histories.has_solve or not is_solved) and not histories.is_first_solve_missing
            as is_from_history
    from {{ ref('int_ticket_records') }} as tickets
    left join {{ ref('int_ticket_histories') }} as histories on tickets.ticket_id = histories.ticket_id
    where
        tickets.is_counted and not tickets.is_history_disordered and coalesce(histories.is_sound, true)
        and tickets.created_at >= {{ earliest_moment() }}

),

beginnings as (

    select
        ticket_id,
        created_at as started_at,
        case
            when missing_solve_at is not null then 'open'
            when has_history then coalesce(first_status, 'new')
            when is_solved then 'open'
            else status
        end as status,
        0 as step,
        is_from_history
    from tickets
    -- of a ticket that was solved at an unknown time, no timeline is known
    where (has_history or not is_solved or landed_solved_at >= created_at) and first_known_step = 0

)

select * from beginnings

union all

select
    ticket_id,
    missing_solve_at as started_at,
    first_status as status,
    1 as step,
    is_from_history
from tickets
where missing_solve_at is not null

union all

select
    changes.ticket_id,
    changes.occurred_at as started_at,
    changes.new_status as status,
    changes.step + tickets.steps_before as step,
    tickets.is_from_history
from {{ ref('int_ticket_changes') }} as changes
inner join tickets on changes.ticket_id = tickets.ticket_id
where
    changes.field = 'status'
    and changes.occurred_at >= tickets.created_at
    and changes.step >= tickets.first_known_step

union all

-- what the ticket's own row tells, where it is newer than the history
select
    ticket_id,
    record_follows_at as started_at,
    status,
    last_step + steps_before + 1 as step,
    is_from_history
from tickets
where record_follows_at is not null

union all

select
    ticket_id,
    landed_solved_at as started_at,
    status,
    1 as step,
    false as is_from_history
from tickets
where not has_history and is_solved and landed_solved_at >= created_at
