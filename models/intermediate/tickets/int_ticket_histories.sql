-- What each ticket's status history says by itself, and where its own row, if it is newer, says something else.
with

changes as (

    select
        changes.*,
        tickets.created_at,
        changes.occurred_at < tickets.created_at as is_premature
    from {{ ref('int_ticket_changes') }} as changes
    inner join {{ ref('int_ticket_records') }} as tickets on changes.ticket_id = tickets.ticket_id
    where changes.field = 'status' and tickets.is_genuine and not tickets.is_history_disordered

),

histories as (

    select
        ticket_id,
        -- min_by would pass over a null, which says that the ticket had no status before
        coalesce(max_by(new_status, step) filter (where is_premature), max(old_status) filter (where step = 1))
            as first_status,
        max(new_status) filter (where step = 1 and occurred_at = created_at) as status_at_creation,
        max_by(new_status, step) as last_status,
        max(step) as last_step,
        min(step) filter (where new_status not in ('solved', 'closed')) as first_open_step,
        min(occurred_at) as first_changed_at,
        max(occurred_at) as last_changed_at,
        bool_or(is_order_unclear) as is_order_unclear,
        bool_or(is_premature and new_status in ('solved', 'closed')) as has_premature_solve,
        bool_or(new_status in ('solved', 'closed') or coalesce(old_status, '') in ('solved', 'closed')) as has_solve
    from changes
    group by ticket_id

),

compared as (

    select
        histories.*,
        tickets.created_at,
        tickets.status as record_status,
        not histories.is_order_unclear and not histories.has_premature_solve as is_sound,
        -- a ticket is closed some time after it was solved
        histories.last_status in ('solved', 'closed') and tickets.status in ('solved', 'closed') as is_solved_by_both,
        tickets.is_status_known and histories.last_status <> tickets.status and not is_solved_by_both
            as is_record_unlike,
        case
            when tickets.status in ('solved', 'closed')
                then coalesce(
                    case when tickets.landed_solved_at > histories.last_changed_at then tickets.landed_solved_at end,
                    case when tickets.landed_closed_at > histories.last_changed_at then tickets.landed_closed_at end,
                    case when tickets.updated_at > histories.last_changed_at then tickets.updated_at end
                )
            when tickets.updated_at > histories.last_changed_at then tickets.updated_at
            -- a row that is open and knows of a later solve was written after it: the ticket is open again
            when greatest(tickets.landed_solved_at, tickets.landed_closed_at) > histories.last_changed_at
                then greatest(tickets.landed_solved_at, tickets.landed_closed_at)
        end as record_changed_at,
        -- a history that begins with a ticket that is solved already does not tell when it was, unless at the creation
        coalesce(histories.first_status in ('solved', 'closed'), false)
        and coalesce(tickets.landed_solved_at <> tickets.created_at, true) as is_first_solve_missing,
        case
            when
                is_first_solve_missing
                and tickets.landed_solved_at > tickets.created_at
                and tickets.landed_solved_at < histories.first_changed_at
                then tickets.landed_solved_at
        end as missing_solve_at
    from histories
    inner join {{ ref('int_ticket_records') }} as tickets on histories.ticket_id = tickets.ticket_id

)

select
    ticket_id,
    first_status,
    status_at_creation,
    last_status,
    last_step,
    first_changed_at,
    is_order_unclear,
    has_premature_solve,
    has_solve,
    is_sound,
    is_record_unlike,
    is_first_solve_missing,
    missing_solve_at,
    -- where nobody tells when a ticket was first solved, its statuses are known from its reopening on
    case
        when is_first_solve_missing and missing_solve_at is null then coalesce(first_open_step, last_step + 1)
        else 0
    end as first_known_step,
    -- when the ticket came to what its row says, where the history does not tell of it
    case when is_sound and is_record_unlike and record_changed_at >= created_at then record_changed_at end
        as record_follows_at,
    case when is_sound and record_follows_at is null and not is_solved_by_both then last_status else record_status end
        as status

from compared
