-- The changes of each ticket's fields, counted in the order in which they happened.
select
    events.ticket_id,
    events.field,
    events.event_id,
    events.occurred_at,
    events.old_value,
    events.new_value,
    events.old_status,
    events.new_status,
    coalesce(ties.is_order_unclear, false) as is_order_unclear,
    cast(row_number() over (
        partition by events.ticket_id, events.field
        order by events.occurred_at asc, coalesce(ties.position_at_once, events.change_number) asc
    ) as bigint) as step

from {{ ref('int_ticket_events') }} as events
left join {{ ref('int_ticket_change_ties') }} as ties on events.event_id = ties.event_id
where events.field in ('status', 'assignee', 'team', 'channel')
