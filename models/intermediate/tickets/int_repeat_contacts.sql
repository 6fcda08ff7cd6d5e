-- After each first solve, and each answered call without a ticket: how often did the same contact come back?
with

tickets as (

    select
        tickets.ticket_id,
        cast(null as string) as call_id,
        tickets.contact_id,
        tickets.product_area,
        tickets.created_by,
        tickets.created_at as contacted_at,
        solves.first_solved_at as settled_at,
        solves.window_ends_at
    from {{ ref('int_tickets') }} as tickets
    left join {{ ref('int_ticket_solves') }} as solves on tickets.ticket_id = solves.ticket_id
    where tickets.is_counted and tickets.contact_id is not null

),

-- a call that belongs to a ticket is part of that ticket; an unanswered call counts too, as the customer had to call
calls as (

    select
        cast(null as string) as ticket_id,
        calls.call_id,
        calls.contact_id,
        cast(null as string) as product_area,
        'customer' as created_by,
        calls.queued_at as contacted_at,
        calls.ended_at as settled_at,
        calls.window_ends_at
    from {{ ref('int_calls') }} as calls
    {{ join_evidence('callers', 'caller', 'calls.source', 'calls.queued_at') }}
    where
        calls.is_counted
        and calls.contact_id is not null
        and calls.direction = 'inbound'
        and calls.landed_ticket_id is null
        and {{ is_told('callers') }}

),

all_contacts as (

    select * from tickets

    union all

    select * from calls

),

-- who stands for many people comes back for each of them
contacts as (

    select all_contacts.*
    from all_contacts
    left join {{ ref('int_shared_contacts') }} as shared on all_contacts.contact_id = shared.contact_id
    where shared.contact_id is null

)

select
    settled.ticket_id,
    settled.call_id,
    count(*) as repeat_contact_count

from contacts as settled
inner join contacts as later
    on
        settled.contact_id = later.contact_id
        and settled.settled_at < later.contacted_at
        and settled.window_ends_at >= later.contacted_at
where
    later.created_by = 'customer'
    and coalesce(settled.ticket_id <> later.ticket_id, true)
    -- where clocks differ, a call may be queued after its own end
    and coalesce(settled.call_id <> later.call_id, true)
    and coalesce(lower(settled.product_area) = lower(later.product_area), true)
group by settled.ticket_id, settled.call_id
