-- What did each account complain about or run into in each month in which it had a ticket, and is all of it known?
with

tickets as (

    select
        cluster_id,
        source,
        {{ reporting_month('created_at') }} as month_start_on,
        count(case when ticket_type = 'complaint' then 1 end) as complaint_count,
        count(case when ticket_type in ('bug', 'limitation') then 1 end) as issue_count
    from {{ ref('int_tickets') }}
    where is_counted
    group by all

)

select
    tickets.cluster_id,
    tickets.month_start_on,
    cast(sum(tickets.complaint_count) as bigint) as complaint_count,
    cast(sum(tickets.issue_count) as bigint) as issue_count,
    bool_and(coalesce(told.is_complaint_told, false)) as is_complaint_told,
    bool_and(coalesce(told.is_issue_told, false)) as is_issue_told

from tickets
left join {{ ref('int_complaint_months') }} as told
    on tickets.source = told.source and tickets.month_start_on = told.month_start_on
group by tickets.cluster_id, tickets.month_start_on
