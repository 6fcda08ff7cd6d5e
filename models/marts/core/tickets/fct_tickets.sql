-- Every ticket that counts, with all that is known about its history: the source of the ticket metrics.
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
    coalesce(milestones.is_solved_on_arrival, false) as is_solved_on_arrival,

    tickets.created_at,
    tickets.asked_at,
    milestones.first_assigned_at,
    outcomes.first_reply_at,
    milestones.first_solved_at,
    -- where the history cannot be followed, the ticket's own row still says when, though not how long it took
    coalesce(
        milestones.last_solved_at,
        case
            when tickets.status in ('solved', 'closed') and tickets.landed_solved_at >= tickets.created_at
                then tickets.landed_solved_at
        end
    ) as last_solved_at,

    tickets.status in ('solved', 'closed') as is_solved,
    milestones.first_solved_at is not null as is_ever_solved,
    outcomes.is_reopened,
    outcomes.reopen_count,

    {{ seconds_between('tickets.asked_at', 'outcomes.first_reply_at') }} as first_reply_seconds,
    case when outcomes.first_reply_at is not null then business_time.first_reply_business_seconds end
        as first_reply_business_seconds,
    {{ where_known('outcomes.first_reply_at is not null', 'outcomes.first_reply_unknown_because') }} as is_replied_to,
    outcomes.first_reply_unknown_because,
    case
        when tickets.status in ('solved', 'closed') and outcomes.resolution_unknown_because is null
            then {{ seconds_between('tickets.asked_at', 'milestones.last_solved_at') }}
    end as resolution_seconds,
    case when resolution_seconds is not null then business_time.resolution_business_seconds end
        as resolution_business_seconds,
    outcomes.resolution_unknown_because,
    outcomes.resolution_net_seconds,
    outcomes.net_time_unknown_because,
    {{ seconds_between('tickets.created_at', 'outcomes.known_assigned_at') }} as queue_seconds,
    outcomes.queue_unknown_because,
    outcomes.longest_silence_seconds,
    outcomes.silence_unknown_because,
    tickets.handling_minutes,
    tickets.handling_minutes / 60 * agents.hourly_cost_amount as handling_cost_amount,
    case when tickets.handling_minutes is not null and agents.hourly_cost_amount is null then 'not_told' end
        as handling_cost_unknown_because,

    outcomes.agent_reply_count,
    outcomes.agent_replies_before_first_solve,
    outcomes.customer_message_count,
    outcomes.customer_messages_after_first_reply,
    outcomes.messages_unknown_because,
    outcomes.further_customer_messages,
    outcomes.transfers_before_first_solve,
    outcomes.transfer_count,
    outcomes.transfers_unknown_because,
    outcomes.channel_switch_count,

    coalesce(solves.is_window_closed, false) as is_repeat_window_closed,
    outcomes.reopens_in_window > 0 as is_reopened_in_window,
    outcomes.reopens_in_window,
    outcomes.reopenings_unknown_because,
    outcomes.repeat_contact_count,
    outcomes.repeat_contact_count > 0 as has_repeat_contact,
    outcomes.repeat_contact_unknown_because,
    outcomes.first_contact_unknown_because,
    outcomes.one_touch_unknown_because,
    business_time.schedule_id is not null as has_schedule,
    business_time.is_created_off_hours,
    outcomes.effort_points,
    outcomes.effort_unknown_because,
    feelings.sentiment_start,
    feelings.sentiment_end,
    feelings.sentiment_end - feelings.sentiment_start as sentiment_shift,
    feelings.sentiment_unknown_because

from {{ ref('int_tickets') }} as tickets
left join {{ ref('int_ticket_outcomes') }} as outcomes on tickets.ticket_id = outcomes.ticket_id
left join {{ ref('int_ticket_milestones') }} as milestones on tickets.ticket_id = milestones.ticket_id
left join {{ ref('int_ticket_solves') }} as solves on tickets.ticket_id = solves.ticket_id
left join {{ ref('int_ticket_business_time') }} as business_time on tickets.ticket_id = business_time.ticket_id
left join {{ ref('int_ticket_sentiment') }} as feelings on tickets.ticket_id = feelings.ticket_id
left join {{ ref('int_agents') }} as agents on tickets.agent_id = agents.agent_id
where tickets.is_counted
