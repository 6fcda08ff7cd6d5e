-- What each solved ticket cost its customer, in effort points (seed `effort_weights`), up to the window's end.
with

weights as (

    select
        max(weight) filter (where kind = 'further_customer_message') as further_customer_message,
        max(weight) filter (where kind = 'reopening') as reopening,
        max(weight) filter (where kind = 'transfer') as transfer,
        max(weight) filter (where kind = 'channel_switch') as channel_switch,
        max(weight) filter (where kind = 'repeat_contact') as repeat_contact
    from {{ ref('effort_weights') }}

),

counts as (

    select
        solves.ticket_id,
        greatest(coalesce(replies.customer_messages_in_window, 0) - 1, 0) as further_customer_messages,
        solves.reopens_in_window,
        coalesce(assignments.transfers_in_window, 0) as transfers_in_window,
        coalesce(switches.channel_switches_in_window, 0) as channel_switch_count,
        coalesce(repeats.repeat_contact_count, 0) as repeat_contact_count
    from {{ ref('int_ticket_solves') }} as solves
    left join {{ ref('int_ticket_replies') }} as replies on solves.ticket_id = replies.ticket_id
    left join {{ ref('int_ticket_assignments') }} as assignments on solves.ticket_id = assignments.ticket_id
    left join {{ ref('int_ticket_channel_switches') }} as switches on solves.ticket_id = switches.ticket_id
    left join {{ ref('int_repeat_contacts') }} as repeats on solves.ticket_id = repeats.ticket_id
    where solves.first_solved_at is not null

)

select
    counts.*,
    coalesce(weights.further_customer_message, 0) * counts.further_customer_messages
    + coalesce(weights.reopening, 0) * counts.reopens_in_window
    + coalesce(weights.transfer, 0) * counts.transfers_in_window
    + coalesce(weights.channel_switch, 0) * counts.channel_switch_count
    + coalesce(weights.repeat_contact, 0) * counts.repeat_contact_count as effort_points

from counts
cross join weights
