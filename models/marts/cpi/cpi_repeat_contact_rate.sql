-- Of the tickets ever solved, after how many did the customer have to come again?
with

solved_tickets as (

    select *
    from {{ ref('fct_tickets') }}
    where is_ever_solved and is_repeat_window_closed

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
    cast(has_repeat_contact as double) as numerator,
    cast(1 as double) as denominator
from solved_tickets
