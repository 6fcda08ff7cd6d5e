-- In which months was each account a customer, what did it complain about or run into, pay and gain?
with

months as (

    select * from {{ ref('int_months') }}

),

-- an account may end and begin anew within a month
active_months as (

    select distinct
        spans.customer_id,
        months.month_start_on,
        months.month_ends_at
    from {{ ref('int_account_active_spans') }} as spans
    inner join months
        on
            spans.started_at < months.next_month_starts_at
            and coalesce(spans.ended_at > months.month_starts_at, true)

),

ticket_counts as (

    select
        cluster_id,
        cast(date_trunc('month', {{ to_reporting_time('created_at') }}) as date) as month_start_on,
        count(*) filter (where ticket_type = 'complaint') as complaint_count,
        count(*) filter (where ticket_type in ('bug', 'limitation')) as issue_count
    from {{ ref('int_tickets') }}
    where is_counted
    group by 1, 2

),

-- before the first ticket that landed, complaints are unknown
first_tickets as (

    select min(month_start_on) as month_start_on
    from ticket_counts

),

-- without a table of gains it is unknown what customers gained, rather than known that they gained nothing
values_delivered as (

    select
        customer_id,
        cast(date_trunc('month', {{ to_reporting_time('occurred_at') }}) as date) as month_start_on,
        sum(amount) as value_delivered_amount
    from {{ ref('int_value_events') }}
    where is_counted
    group by 1, 2

),

first_value as (

    select min(month_start_on) as month_start_on
    from values_delivered

)

select
    active_months.customer_id as account_id,
    active_months.month_start_on,
    active_months.month_ends_at,
    case
        when active_months.month_start_on >= first_tickets.month_start_on
            then coalesce(ticket_counts.complaint_count, 0)
    end as complaint_count,
    case
        when active_months.month_start_on >= first_tickets.month_start_on
            then coalesce(ticket_counts.issue_count, 0)
    end as issue_count,
    cast(case when revenue.customer_id is null then 0 else revenue.revenue_amount end as double) as revenue_amount,
    case
        when active_months.month_start_on >= first_value.month_start_on
            then cast(coalesce(values_delivered.value_delivered_amount, 0) as double)
    end as value_delivered_amount

from active_months
cross join first_tickets
cross join first_value
left join ticket_counts
    on
        active_months.customer_id = ticket_counts.cluster_id
        and active_months.month_start_on = ticket_counts.month_start_on
left join {{ ref('int_account_revenue_months') }} as revenue
    on
        active_months.customer_id = revenue.customer_id
        and active_months.month_start_on = revenue.month_start_on
left join values_delivered
    on
        active_months.customer_id = values_delivered.customer_id
        and active_months.month_start_on = values_delivered.month_start_on
