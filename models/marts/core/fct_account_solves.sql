-- The last solve of each active account in each month, and whether the account was lost within 90 days.
with

tickets as (

    select
        *,
        row_number() over (
            partition by account_id, date_trunc('month', {{ to_reporting_time('last_solved_at') }})
            order by last_solved_at desc, ticket_id desc
        ) as recency
    from {{ ref('fct_tickets') }}
    where is_solved and last_solved_at is not null and account_id is not null

)

select
    tickets.account_id,
    tickets.ticket_id,
    tickets.agent_id,
    tickets.team_id,
    tickets.channel,
    tickets.priority,
    tickets.complexity,
    tickets.product_area,
    tickets.last_solved_at as solved_at,
    tickets.last_solved_at
    + interval '90' day
    + interval '{{ var("churn_grace_days") }}' day <= as_of.as_of as is_churn_window_closed,
    coalesce(spans.ended_at <= tickets.last_solved_at + interval '90' day, false) as is_churned_in_window

from tickets
cross join {{ ref('int_as_of') }} as as_of
inner join {{ ref('int_account_active_spans') }} as spans
    on
        tickets.account_id = spans.customer_id
        and tickets.last_solved_at >= spans.started_at
        and coalesce(tickets.last_solved_at < spans.ended_at, true)
where tickets.recency = 1
