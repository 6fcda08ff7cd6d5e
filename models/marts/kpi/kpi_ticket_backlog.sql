-- How many tickets are waiting unsolved?
with

backlog_moves as (

    select * from {{ ref('fct_ticket_backlog_moves') }}

)

select
    ticket_id as subject_id,
    moved_at as observed_at,
    account_id,
    cluster_id,
    agent_id,
    team_id,
    channel,
    priority,
    complexity,
    product_area,
    cast(null as varchar) as touchpoint,
    cast(backlog_change as double) as numerator,
    cast(1 as double) as denominator

from backlog_moves
