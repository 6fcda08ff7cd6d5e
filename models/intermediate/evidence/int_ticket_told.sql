-- Which kinds of things does the source of each ticket tell of, for as long as they matter to the ticket?
with

tickets as (

    select
        tickets.ticket_id,
        tickets.source,
        {{ channel_of('tickets.channel') }} as channel,
        tickets.created_at,
        coalesce(tickets.is_history_disordered, false) as is_history_disordered,
        coalesce(milestones.is_reply_premature or milestones.asked_at < {{ earliest_moment() }}, false)
            as is_reply_premature,
        coalesce(milestones.is_arrival_unclear, false) as is_arrival_unclear,
        dates.is_reply_date_only,
        dates.is_resolution_date_only,
        dates.is_queue_date_only,
        dates.is_order_of_messages_unknown,
        coalesce(milestones.first_solved_at, tickets.created_at) as first_solve_at,
        coalesce(milestones.last_solved_at, tickets.created_at) as last_solve_at,
        coalesce(milestones.first_reply_at, tickets.created_at) as first_reply_at,
        coalesce(milestones.first_assigned_at, tickets.created_at) as first_assigned_at,
        -- what happens after the present belongs to no window
        coalesce(least(solves.window_ends_at, as_of.as_of), tickets.created_at) as window_ends_at
    from {{ ref('int_tickets') }} as tickets
    cross join {{ ref('int_as_of') }} as as_of
    left join {{ ref('int_ticket_milestones') }} as milestones on tickets.ticket_id = milestones.ticket_id
    left join {{ ref('int_ticket_solves') }} as solves on tickets.ticket_id = solves.ticket_id
    left join {{ ref('int_ticket_dates_only') }} as dates on tickets.ticket_id = dates.ticket_id
    where tickets.is_counted

),

historians as (

    select distinct source
    from {{ ref('int_evidence') }}
    where kind = 'status_history'

)

select
    tickets.ticket_id,
    tickets.is_history_disordered,
    tickets.is_reply_premature,
    tickets.is_arrival_unclear,
    tickets.is_reply_date_only,
    tickets.is_resolution_date_only,
    tickets.is_queue_date_only,
    tickets.is_order_of_messages_unknown,
    -- where a source tells of statuses at times only, the solve that the ticket itself names may not be its first
    historians.source is null or {{ is_told('first_solve') }} as is_first_solve_told,
    {{ is_told('reopenings') }} as is_history_told_in_window,
    {{ is_told('statuses') }} and {{ is_told('pauses') }} as is_pending_told,
    {{ is_told('assignments') }} as is_assignment_told,
    -- who had a ticket is not told either where it changed hands twice at one instant, in an order that nobody knows
    {{ is_told('transfers') }} and not coalesce(unclear.is_holder_unclear, false) as is_transfer_told,
    {{ is_told('transfers_in_window') }} and not coalesce(unclear.is_holder_unclear, false)
        as is_transfer_told_in_window,
    {{ is_told('replies') }} as is_reply_told,
    {{ is_told('first_messages') }} as is_message_told,
    {{ is_told('messages') }} as is_message_told_until_solved,
    {{ is_told('messages_in_window') }} as is_message_told_in_window,
    {{ is_told('channels') }} and not coalesce(unclear.is_channel_unclear, false) as is_message_channel_told

from tickets
left join historians on tickets.source = historians.source
left join {{ ref('int_ticket_unclear_orders') }} as unclear on tickets.ticket_id = unclear.ticket_id
{% for alias, kind, until in [
    ('first_solve', 'status_history', 'first_solve_at'),
    ('reopenings', 'status_history', 'window_ends_at'),
    ('statuses', 'status_history', 'last_solve_at'),
    ('pauses', 'pending', 'last_solve_at'),
    ('assignments', 'assignment', 'first_assigned_at'),
    ('transfers', 'transfer', 'first_solve_at'),
    ('transfers_in_window', 'transfer', 'window_ends_at'),
    ('channels', 'message_channel', 'window_ends_at'),
] -%}
{{ join_evidence(alias, kind, 'tickets.source', 'tickets.created_at', 'tickets.' ~ until) }}
{% endfor -%}
{% for alias, kind, until in [
    ('replies', 'reply', 'created_at'),
    ('first_messages', 'message', 'first_reply_at'),
    ('messages', 'message', 'last_solve_at'),
    ('messages_in_window', 'message', 'window_ends_at'),
] -%}
{{ join_evidence(alias, kind, 'tickets.source', 'tickets.created_at', 'tickets.' ~ until, 'tickets.channel') }}
{% endfor %}
