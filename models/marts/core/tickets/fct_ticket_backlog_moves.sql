-- When did each ticket join the open ones (+1) and leave them (-1)? With the dimensions that it has today.
with

moves as (

    select
        ticket_id,
        started_at as moved_at,
        case when is_open then 1 else -1 end as backlog_change
    from {{ ref('fct_ticket_status_spans') }}
    where
        (is_open and coalesce(previous_status, 'solved') in ('solved', 'closed'))
        or is_solve and previous_status is not null

),

netted as (

    -- a ticket that joins and leaves at the same time was never waiting
    select
        ticket_id,
        moved_at,
        sum(backlog_change) as backlog_change
    from moves
    group by ticket_id, moved_at
    having sum(backlog_change) <> 0

)

select
    netted.ticket_id,
    netted.moved_at,
    cast(netted.backlog_change as integer) as backlog_change,
    tickets.account_id,
    tickets.cluster_id,
    tickets.agent_id,
    tickets.team_id,
    tickets.channel,
    tickets.priority,
    tickets.complexity,
    tickets.product_area

from netted
inner join {{ ref('int_tickets') }} as tickets on netted.ticket_id = tickets.ticket_id
