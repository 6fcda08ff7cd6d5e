-- How each ticket that counts went for its customer: each fact where it is known, else null, with the reason beside it.
{% set waited_before = seconds_between('milestones.asked_at', 'milestones.created_at') -%}

select
    evidence.*,
    {{ where_known('solves.reopen_count > 0', 'evidence.reopenings_unknown_because') }} as is_reopened,
    {{ where_known('solves.reopen_count', 'evidence.reopenings_unknown_because') }} as reopen_count,
    {{ where_known('solves.reopens_in_window', 'evidence.reopenings_unknown_because') }} as reopens_in_window,
    {{ where_known('coalesce(assignments.transfers_before_first_solve, 0)', 'evidence.transfers_unknown_because') }}
        as transfers_before_first_solve,
    {{ where_known('coalesce(assignments.transfer_count, 0)', 'evidence.transfers_unknown_because') }}
        as transfer_count,
    {{ where_known('effort.channel_switch_count', 'evidence.channel_switches_unknown_because') }}
        as channel_switch_count,
    {{ where_known('effort.further_customer_messages', 'evidence.messages_unknown_because') }}
        as further_customer_messages,
    {{ where_known('effort.repeat_contact_count', 'evidence.repeat_contact_unknown_because') }}
        as repeat_contact_count,
    case when solves.is_window_closed then {{ where_known('effort.effort_points', 'evidence.effort_unknown_because') }}
    end as effort_points,
    {{ where_known('coalesce(milestones.agent_reply_count, 0)', 'evidence.messages_unknown_because') }}
        as agent_reply_count,
    {{ where_known(
        'coalesce(milestones.agent_replies_before_first_solve, 0)', 'evidence.messages_unknown_because'
    ) }} as agent_replies_before_first_solve,
    {{ where_known('coalesce(milestones.customer_message_count, 0)', 'evidence.messages_unknown_because') }}
        as customer_message_count,
    {{ where_known(
        'coalesce(milestones.customer_messages_after_first_reply, 0)', 'evidence.messages_unknown_because'
    ) }} as customer_messages_after_first_reply,
    {{ where_known('milestones.first_reply_at', 'evidence.first_reply_unknown_because') }} as first_reply_at,
    {{ where_known('milestones.first_assigned_at', 'evidence.queue_unknown_because') }} as known_assigned_at,
    case
        when milestones.status in ('solved', 'closed') and milestones.last_solved_at is not null
            then {{ where_known('coalesce(silences.longest_silence_seconds, 0)', 'evidence.silence_unknown_because') }}
    end as longest_silence_seconds,
    case
        when milestones.status in ('solved', 'closed')
            then {{ where_known(
                'coalesce(solves.waiting_on_us_seconds, 0) + coalesce(' ~ waited_before ~ ', 0)', 'evidence.net_time_unknown_because'
            ) }}
    end as resolution_net_seconds

from {{ ref('int_ticket_evidence') }} as evidence
left join {{ ref('int_ticket_milestones') }} as milestones on evidence.ticket_id = milestones.ticket_id
left join {{ ref('int_ticket_solves') }} as solves on evidence.ticket_id = solves.ticket_id
left join {{ ref('int_ticket_assignments') }} as assignments on evidence.ticket_id = assignments.ticket_id
left join {{ ref('int_ticket_silences') }} as silences on evidence.ticket_id = silences.ticket_id
left join {{ ref('int_ticket_effort') }} as effort on evidence.ticket_id = effort.ticket_id
