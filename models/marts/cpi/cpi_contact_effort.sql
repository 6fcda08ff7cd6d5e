-- How much work did the customer have with a ticket that was solved?
with

solved_tickets as (

    select *
    from {{ ref('fct_tickets') }}
    where
        is_ever_solved
        and is_repeat_window_closed
        and effort_points is not null

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
    cast(effort_points as double) as numerator,
    cast(1 as double) as denominator
from solved_tickets
