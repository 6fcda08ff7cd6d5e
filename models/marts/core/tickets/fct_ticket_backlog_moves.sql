-- When did each ticket join the open ones (+1) and leave them (-1)? With the dimensions that it has today. Where nobody
-- tells what became of a ticket from its creation on, that stands in a row without a change.
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

),

beginnings as (

    select
        ticket_id,
        min(started_at) as first_known_at
    from {{ ref('fct_ticket_status_spans') }}
    group by ticket_id

),

told as (

    select
        ticket_id,
        moved_at,
        cast(backlog_change as integer) as backlog_change,
        cast(null as string) as backlog_change_unknown_because
    from netted

    union all

    select
        tickets.ticket_id,
        tickets.created_at as moved_at,
        null as backlog_change,
        case
            when tickets.is_history_disordered or tickets.landed_solved_at < tickets.created_at then 'disordered'
            else 'not_told'
        end as backlog_change_unknown_because
    from {{ ref('int_tickets') }} as tickets
    left join beginnings on tickets.ticket_id = beginnings.ticket_id
    where tickets.is_counted and coalesce(beginnings.first_known_at > tickets.created_at, true)

)

select
    told.ticket_id,
    told.moved_at,
    told.backlog_change,
    told.backlog_change_unknown_because,
    tickets.account_id,
    tickets.cluster_id,
    tickets.agent_id,
    tickets.team_id,
    tickets.channel,
    tickets.priority,
    tickets.complexity,
    tickets.product_area

from told
inner join {{ ref('int_tickets') }} as tickets on told.ticket_id = tickets.ticket_id
