-- In which months was each account a customer, what did it complain about or run into, pay and gain?
with

-- an account may end and begin anew within a month
active_months as (

    select distinct
        spans.customer_id,
        months.month_start_on,
        months.month_ends_at
    from {{ ref('int_account_active_spans') }} as spans
    inner join {{ ref('int_months') }} as months
        on
            spans.started_at < months.next_month_starts_at
            and coalesce(spans.ended_at > months.month_starts_at, true)

),

-- of an account without a ticket it is enough that some source tells
told_months as (

    select
        month_start_on,
        bool_or(is_complaint_told) as is_complaint_told,
        bool_or(is_issue_told) as is_issue_told
    from {{ ref('int_complaint_months') }}
    group by month_start_on

),

judged as (

    select
        active_months.*,
        coalesce(complaints.complaint_count, 0) as complaint_count,
        coalesce(complaints.issue_count, 0) as issue_count,
        case
            when not (coalesce(complaints.is_complaint_told, true) and coalesce(told.is_complaint_told, false))
                then 'not_told'
        end as complaint_count_unknown_because,
        case
            when not (coalesce(complaints.is_issue_told, true) and coalesce(told.is_issue_told, false))
                then 'not_told'
        end as issue_count_unknown_because
    from active_months
    left join told_months as told on active_months.month_start_on = told.month_start_on
    left join {{ ref('int_account_complaints') }} as complaints
        on
            active_months.customer_id = complaints.cluster_id
            and active_months.month_start_on = complaints.month_start_on

),

-- without a table of gains it is unknown what customers gained, rather than known that they gained nothing
values_delivered as (

    select
        customer_id,
        cast(date_trunc('month', {{ to_reporting_time('occurred_at') }}) as date) as month_start_on,
        sum(amount) as value_delivered_amount,
        min(occurred_at) as first_occurred_at
    from {{ ref('int_value_events') }}
    where is_counted
    group by all

),

first_value as (

    select {{ first_whole_month('min(first_occurred_at)') }} as month_start_on
    from values_delivered

)

select
    judged.customer_id as account_id,
    judged.month_start_on,
    judged.month_ends_at,
    {{ where_known('judged.complaint_count', 'judged.complaint_count_unknown_because') }} as complaint_count,
    judged.complaint_count_unknown_because,
    {{ where_known('judged.issue_count', 'judged.issue_count_unknown_because') }} as issue_count,
    judged.issue_count_unknown_because,
    cast(case when revenue.customer_id is null then 0 else revenue.revenue_amount end as double) as revenue_amount,
    case
        when judged.month_start_on >= first_value.month_start_on
            then cast(coalesce(values_delivered.value_delivered_amount, 0) as double)
    end as value_delivered_amount

from judged
cross join first_value
left join {{ ref('int_account_revenue_months') }} as revenue
    on
        judged.customer_id = revenue.customer_id
        and judged.month_start_on = revenue.month_start_on
left join values_delivered
    on
        judged.customer_id = values_delivered.customer_id
        and judged.month_start_on = values_delivered.month_start_on
