-- Which facts of each ticket are unknown, and why? Null where they are known.
with

weights as (

    select
        {% for kind in ['further_customer_message', 'reopening', 'transfer', 'channel_switch'] -%}
        coalesce(max(weight) filter (where kind = '{{ kind }}'), 0) > 0 as has_{{ kind }},
        {% endfor -%}
        coalesce(max(weight) filter (where kind = 'repeat_contact'), 0) > 0 as has_repeat_contact
    from {{ ref('effort_weights') }}

),

tickets as (

    select
        told.*,
        tickets.contact_id,
        told.is_reply_told or tickets.first_response_at is not null as is_first_reply_told,
        shared.contact_id is not null as is_contact_shared,
        replies.ticket_id is not null as has_messages,
        coalesce(milestones.first_assigned_at < tickets.created_at, false) as is_assignment_premature,
        milestones.premature_event_at is not null as has_premature_event,
        tickets.status in ('solved', 'closed') and milestones.last_solved_at is null as is_solved_at_unknown_time,
        coalesce(tickets.landed_solved_at < tickets.created_at, false) as is_solve_premature,
        coalesce(solves.is_from_history, false) as is_from_history
    from {{ ref('int_ticket_told') }} as told
    inner join {{ ref('int_tickets') }} as tickets on told.ticket_id = tickets.ticket_id
    left join {{ ref('int_ticket_milestones') }} as milestones on told.ticket_id = milestones.ticket_id
    left join {{ ref('int_ticket_solves') }} as solves on told.ticket_id = solves.ticket_id
    left join {{ ref('int_ticket_replies') }} as replies on told.ticket_id = replies.ticket_id
    left join {{ ref('int_shared_contacts') }} as shared on tickets.contact_id = shared.contact_id

),

reasons as (

    select
        *,
        case when contact_id is null then 'no_contact' when is_contact_shared then 'shared_contact' end as contact,
        case when not is_first_solve_told then 'not_told' end as first_solve,
        case when not (is_from_history and is_history_told_in_window) then 'not_told' end as reopenings,
        case when not (is_from_history and is_pending_told) then 'not_told' end as pauses,
        case
            when is_history_disordered or (is_solved_at_unknown_time and is_solve_premature) then 'disordered'
            when is_solved_at_unknown_time then 'not_told'
            when is_resolution_date_only then 'no_time_of_day'
        end as resolution,
        -- a ticket with messages is known, wherever few of the others have any
        case
            when is_reply_premature then 'disordered'
            when is_arrival_unclear or not case when has_messages then is_message_told else is_first_reply_told end
                then 'not_told'
        end as first_reply,
        case
            when is_reply_premature then 'disordered'
            when not case when has_messages then is_message_told_until_solved else is_reply_told end then 'not_told'
            when is_order_of_messages_unknown then 'no_time_of_day'
        end as messages,
        case when not case when has_messages then is_message_told_in_window else is_reply_told end then 'not_told' end
            as messages_in_window
    from tickets

)

select
    reasons.ticket_id,
    coalesce(reasons.contact, reasons.first_solve) as repeat_contact_unknown_because,
    coalesce(reasons.first_solve, reasons.reopenings) as reopenings_unknown_because,
    case when not (reasons.is_first_solve_told and reasons.is_transfer_told) then 'not_told' end
        as transfers_unknown_because,
    reasons.first_reply as reply_unknown_because,
    coalesce(reasons.first_reply, case when reasons.is_reply_date_only then 'no_time_of_day' end)
        as first_reply_unknown_because,
    reasons.messages as messages_unknown_because,
    coalesce(reasons.contact, reasons.first_solve, reasons.messages, reasons.reopenings)
        as first_contact_unknown_because,
    coalesce(reasons.first_solve, reasons.messages, reasons.reopenings) as one_touch_unknown_because,
    coalesce(
        case when weights.has_repeat_contact then reasons.contact end,
        reasons.first_solve,
        case when weights.has_further_customer_message then reasons.messages_in_window end,
        case when weights.has_reopening then reasons.reopenings end,
        case when weights.has_transfer and not reasons.is_transfer_told_in_window then 'not_told' end,
        case when weights.has_channel_switch and not reasons.is_message_channel_told then 'not_told' end
    ) as effort_unknown_because,
    case when not reasons.is_message_channel_told then 'not_told' end as channel_switches_unknown_because,
    reasons.resolution as resolution_unknown_because,
    coalesce(reasons.messages, reasons.pauses, reasons.resolution) as silence_unknown_because,
    coalesce(reasons.resolution, reasons.pauses, case when reasons.has_premature_event then 'disordered' end)
        as net_time_unknown_because,
    case
        when not reasons.is_assignment_told then 'not_told'
        when reasons.is_queue_date_only then 'no_time_of_day'
        when reasons.is_assignment_premature then 'disordered'
    end as queue_unknown_because

from reasons
cross join weights
