-- Of the tickets solved with a reply, how many needed no second contact?
with

solved_tickets as (

    select *
    from {{ ref('fct_tickets') }}
    where
        is_solved
        and is_repeat_window_closed
        and agent_reply_count >= 1
        and is_reopened_in_window is not null

)

select
    ticket_id as subject_id,
    first_solved_at as observed_at,
    account_id,
    cluster_id,
    agent_id,
    team_id,
    channel,
    priority,
    complexity,
    product_area,
    cast(null as varchar) as touchpoint,
    cast(
        customer_messages_after_first_reply = 0 and not is_reopened_in_window and not has_repeat_contact
        as double
    ) as numerator,
    cast(1 as double) as denominator
from solved_tickets
