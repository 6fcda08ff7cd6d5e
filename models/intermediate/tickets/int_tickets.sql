-- Every ticket of every source, one row each, with the status that it has by its history and its own row together.
select
    tickets.ticket_id,
    tickets.source,
    tickets.copies,
    tickets.copy_rule,
    tickets.account_id,
    tickets.contact_id,
    tickets.agent_id,
    tickets.team_id,
    tickets.cluster_id,
    tickets.orphan_account_id,

    tickets.channel,
    tickets.ticket_type,
    tickets.unknown_type_word,
    tickets.priority,
    tickets.complexity,
    tickets.product_area,
    tickets.topic,
    tickets.issue_id,
    coalesce(histories.status, tickets.status) as status,
    tickets.unknown_status_word,
    tickets.created_by,
    tickets.handling_minutes,
    -- its first known status is solved, and no customer's message opened it: nobody owes a first response
    tickets.is_opened_without_message
    and case
        when histories.ticket_id is not null
            then coalesce(coalesce(histories.first_status, histories.status_at_creation) in ('solved', 'closed'), false)
        else
            coalesce(tickets.landed_solved_at = tickets.created_at, false)
            and tickets.status in ('solved', 'closed')
            and not tickets.is_created_at_date_only
            and not tickets.is_solved_at_date_only
    end as is_solved_on_arrival,
    tickets.is_opened_without_message
    and coalesce(histories.first_changed_at > tickets.created_at, false)
    and coalesce(tickets.landed_solved_at <> tickets.created_at, true) as is_arrival_from_later_change,

    tickets.is_counted,
    -- a history that tells of a solve before the creation cannot be followed, nor can one of unclear order, nor one of
    -- which only the end lies late enough to count
    tickets.is_history_disordered
    or not coalesce(histories.is_sound, true)
    or coalesce(beginnings.asked_at, tickets.created_at) < {{ earliest_moment() }} as is_history_disordered,
    tickets.is_history_disordered as is_history_back_in_time,
    coalesce(histories.is_order_unclear, false) as is_order_unclear,
    coalesce(histories.is_record_unlike, false) as is_record_unlike,
    histories.last_status as history_status,
    tickets.status as record_status,

    tickets.created_at,
    coalesce(beginnings.asked_at, tickets.created_at) as asked_at,
    tickets.is_created_at_date_only,
    tickets.is_first_response_at_date_only,
    tickets.is_solved_at_date_only,
    tickets.first_response_at,
    tickets.landed_solved_at,
    tickets.updated_at,
    tickets._loaded_at

from {{ ref('int_ticket_records') }} as tickets
left join {{ ref('int_ticket_histories') }} as histories on tickets.ticket_id = histories.ticket_id
left join {{ ref('int_ticket_beginnings') }} as beginnings on tickets.ticket_id = beginnings.ticket_id
