-- The statuses that each ticket went through, in order. Left out are tickets that do not count, and those whose history
-- goes back in time or tells of a solve before the creation; other changes before it only say the first status.
with

changes as (

    select
        events.ticket_id,
        events.occurred_at,
        events.old_status,
        events.new_status,
        events.occurred_at < tickets.created_at as is_premature,
        row_number() over (
            partition by events.ticket_id
            -- ids of one and the same time count upwards, so a longer number is a later one
            order by events.occurred_at asc, length(events.event_id) asc, events.event_id asc
        ) as step
    from {{ ref('int_ticket_events') }} as events
    inner join {{ ref('int_tickets') }} as tickets on events.ticket_id = tickets.ticket_id
    where events.field = 'status' and tickets.is_counted and not tickets.is_history_disordered

),

histories as (

    select
        ticket_id,
        -- min_by would pass over a null, which says that the ticket had no status before
        coalesce(max_by(new_status, step) filter (where is_premature), max(old_status) filter (where step = 1))
            as first_status,
        bool_or(is_premature and new_status in ('solved', 'closed')) as has_premature_solve,
        bool_or(new_status in ('solved', 'closed') or coalesce(old_status, '') in ('solved', 'closed')) as has_solve
    from changes
    group by ticket_id

),

tickets as (

    select
        tickets.ticket_id,
        tickets.created_at,
        tickets.status,
        tickets.landed_solved_at,
        histories.first_status,
        tickets.status in ('solved', 'closed') as is_solved,
        -- where the events of a solved ticket never mention a solve, they are not its whole history
        histories.ticket_id is not null and (histories.has_solve or tickets.status not in ('solved', 'closed'))
            as is_from_history
    from {{ ref('int_tickets') }} as tickets
    left join histories on tickets.ticket_id = histories.ticket_id
    where
        tickets.is_counted
        and not tickets.is_history_disordered
        and not coalesce(histories.has_premature_solve, false)

),

beginnings as (

    select
        ticket_id,
        created_at as started_at,
        case
            when is_from_history then coalesce(first_status, 'new')
            when is_solved then 'open'
            else status
        end as status,
        0 as step,
        is_from_history
    from tickets
    -- of a ticket that was solved at an unknown time, no timeline is known
    where is_from_history or not is_solved or landed_solved_at >= created_at

)

select * from beginnings

union all

select
    changes.ticket_id,
    changes.occurred_at as started_at,
    changes.new_status as status,
    changes.step,
    true as is_from_history
from changes
inner join tickets on changes.ticket_id = tickets.ticket_id and tickets.is_from_history
where not changes.is_premature

union all

select
    ticket_id,
    landed_solved_at as started_at,
    status,
    1 as step,
    false as is_from_history
from tickets
where not is_from_history and is_solved and landed_solved_at >= created_at
