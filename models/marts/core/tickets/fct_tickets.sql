-- Every ticket that counts, with all that is known about its history: the source of the ticket metrics.
with

tickets as (

    select * from {{ ref('int_tickets') }}
    where is_counted

)

select
    tickets.ticket_id,
    tickets.source,
    tickets.account_id,
    tickets.contact_id,
    tickets.agent_id,
    tickets.team_id,
    tickets.cluster_id,

    tickets.channel,
    tickets.ticket_type,
    tickets.priority,
    tickets.complexity,
    tickets.product_area,
    tickets.topic,
    tickets.issue_id,
    tickets.status,
    tickets.created_by,

    tickets.created_at,
    milestones.first_assigned_at,
    milestones.first_reply_at,
    milestones.first_solved_at,
    milestones.last_solved_at,

    tickets.status in ('solved', 'closed') as is_solved,
    milestones.first_solved_at is not null as is_ever_solved,
    case when solves.is_from_history then solves.reopen_count > 0 end as is_reopened,
    case when solves.is_from_history then solves.reopen_count end as reopen_count,

    {{ seconds_between('tickets.created_at', 'milestones.first_reply_at') }} as first_reply_seconds,
    business_time.first_reply_business_seconds,
    case
        when tickets.status in ('solved', 'closed')
            then {{ seconds_between('tickets.created_at', 'milestones.last_solved_at') }}
    end as resolution_seconds,
    case when tickets.status in ('solved', 'closed') then business_time.resolution_business_seconds end
        as resolution_business_seconds,
    -- where events are dated before the creation, it is unknown what the ticket waited for at first
    case
        when
            tickets.status in ('solved', 'closed')
            and solves.is_from_history
            and milestones.premature_event_at is null
            then coalesce(solves.waiting_on_us_seconds, 0)
    end as resolution_net_seconds,
    case
        when milestones.first_assigned_at >= tickets.created_at
            then {{ seconds_between('tickets.created_at', 'milestones.first_assigned_at') }}
    end as queue_seconds,
    case
        when
            tickets.status in ('solved', 'closed')
            and milestones.last_solved_at is not null
            and tickets.has_message_history
            and not milestones.is_reply_premature
            then coalesce(silences.longest_silence_seconds, 0)
    end as longest_silence_seconds,
    tickets.handling_minutes,
    tickets.handling_minutes / 60 * agents.hourly_cost_amount as handling_cost_amount,

    milestones.agent_reply_count,
    milestones.agent_replies_before_first_solve,
    milestones.customer_message_count,
    milestones.customer_messages_after_first_reply,
    effort.further_customer_messages,
    case when evidence.transfers_unknown_because is null then coalesce(assignments.transfers_before_first_solve, 0) end
        as transfers_before_first_solve,
    case when evidence.transfers_unknown_because is null then coalesce(assignments.transfer_count, 0) end
        as transfer_count,
    evidence.transfers_unknown_because,
    effort.channel_switch_count,

    coalesce(solves.is_window_closed, false) as is_repeat_window_closed,
    case when solves.is_from_history then solves.reopens_in_window > 0 end as is_reopened_in_window,
    case when solves.is_from_history then solves.reopens_in_window end as reopens_in_window,
    effort.repeat_contact_count,
    effort.repeat_contact_count > 0 as has_repeat_contact,
    business_time.is_created_off_hours,
    case when solves.is_window_closed then effort.effort_points end as effort_points

from tickets
left join {{ ref('int_ticket_milestones') }} as milestones on tickets.ticket_id = milestones.ticket_id
left join {{ ref('int_ticket_evidence') }} as evidence on tickets.ticket_id = evidence.ticket_id
left join {{ ref('int_ticket_solves') }} as solves on tickets.ticket_id = solves.ticket_id
left join {{ ref('int_ticket_assignments') }} as assignments on tickets.ticket_id = assignments.ticket_id
left join {{ ref('int_ticket_silences') }} as silences on tickets.ticket_id = silences.ticket_id
left join {{ ref('int_ticket_effort') }} as effort on tickets.ticket_id = effort.ticket_id
left join {{ ref('int_ticket_business_time') }} as business_time on tickets.ticket_id = business_time.ticket_id
left join {{ ref('int_agents') }} as agents on tickets.agent_id = agents.agent_id
