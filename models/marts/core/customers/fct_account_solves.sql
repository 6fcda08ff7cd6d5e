-- The last solve of each account in each month, while it was a customer, and whether it was lost within 90 days.
with

-- an open end is written as the far future, since a hash join can compare dates but not test for null
spans as (

    select
        customer_id,
        started_at,
        coalesce(ended_at, {{ far_future() }}) as ended_at,
        ended_at_unknown_because
    from {{ ref('int_account_active_spans') }}

),

-- a solve after an account has left would hide that it left
solves as (

    select
        tickets.*,
        spans.ended_at,
        spans.ended_at_unknown_because,
        row_number() over (
            partition by tickets.account_id, date_trunc('month', {{ to_reporting_time('tickets.last_solved_at') }})
            -- of tickets that were solved in one go the last one asked; the choice changes no more than the dimensions
            order by tickets.last_solved_at desc, tickets.created_at desc, tickets.ticket_id desc
        ) as recency
    from {{ ref('fct_tickets') }} as tickets
    inner join spans
        on
            tickets.account_id = spans.customer_id
            and tickets.last_solved_at >= spans.started_at
            and tickets.last_solved_at < spans.ended_at
    where tickets.is_solved

)

select
    solves.account_id,
    solves.ticket_id,
    solves.agent_id,
    solves.team_id,
    solves.channel,
    solves.priority,
    solves.complexity,
    solves.product_area,
    solves.last_solved_at as solved_at,
    {{ is_grace_over("solves.last_solved_at + interval '90' day", 'as_of.as_of') }} as is_churn_window_closed,
    {{ where_known("solves.ended_at <= solves.last_solved_at + interval '90' day", 'solves.ended_at_unknown_because') }}
        as is_churned_in_window,
    solves.ended_at_unknown_because as is_churned_in_window_unknown_because

from solves
cross join {{ ref('int_as_of') }} as as_of
where solves.recency = 1
