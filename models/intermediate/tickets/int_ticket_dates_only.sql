-- Of which tickets do dates without a time of day hide how long something took, or what came first?
with

events as (

    select
        ticket_id,
        bool_or(is_occurred_at_date_only) filter (where field = 'status') as has_status_dates_only,
        bool_or(is_occurred_at_date_only) filter (where field = 'assignee') as has_assignment_dates_only
    from {{ ref('int_ticket_events') }}
    group by ticket_id

)

select
    tickets.ticket_id,
    tickets.is_created_at_date_only
    or coalesce(replies.has_dates_only, tickets.is_first_response_at_date_only) as is_reply_date_only,
    tickets.is_created_at_date_only
    or coalesce(events.has_status_dates_only, tickets.is_solved_at_date_only) as is_resolution_date_only,
    tickets.is_created_at_date_only or coalesce(events.has_assignment_dates_only, false) as is_queue_date_only,
    replies.ticket_id is not null
    and (replies.has_dates_only or coalesce(events.has_status_dates_only, tickets.is_solved_at_date_only))
        as is_order_of_messages_unknown

from {{ ref('int_tickets') }} as tickets
left join {{ ref('int_ticket_replies') }} as replies on tickets.ticket_id = replies.ticket_id
left join events on tickets.ticket_id = events.ticket_id
where tickets.is_counted
