-- Which bugs, feature requests and limitations touch the most customers, and the most revenue?
with

reports as (

    select * from {{ ref('product_feedback__tickets') }}

),

-- an issue goes by the type and the area that most of its tickets have
words as (

    select
        feedback_key,
        ticket_type,
        product_area,
        row_number() over (
            partition by feedback_key
            order by
                is_feedback_type desc,
                count(*) desc,
                ticket_type asc nulls last,
                product_area asc nulls last
        ) as place
    from reports
    group by feedback_key, ticket_type, product_area, is_feedback_type

),

customers as (

    select
        reports.feedback_key,
        reports.cluster_id,
        max(revenues.revenue_amount) as revenue_amount
    from reports
    left join {{ ref('product_feedback__recent_revenue') }} as revenues on reports.cluster_id = revenues.customer_id
    group by reports.feedback_key, reports.cluster_id

),

affected as (

    select
        feedback_key,
        count(*) as customer_count,
        sum(revenue_amount) as revenue_affected_amount
    from customers
    group by feedback_key

),

counted as (

    select
        reports.feedback_key,
        max(reports.issue_id) as issue_id,
        count(*) as ticket_count,
        count(*) filter (where not reports.is_solved) as open_ticket_count,
        count(distinct reports.contact_id) as contact_count,
        min(reports.created_at) as first_reported_at,
        max(reports.created_at) as last_reported_at
    from reports
    group by reports.feedback_key

)

select
    cast(row_number() over (
        order by
            affected.customer_count desc,
            affected.revenue_affected_amount desc nulls last,
            counted.ticket_count desc,
            counted.feedback_key asc
    ) as integer) as feedback_rank,
    cast(case when affected.revenue_affected_amount is not null then rank() over (
        order by affected.revenue_affected_amount desc nulls last
    ) end as integer) as revenue_rank,
    counted.feedback_key,
    counted.issue_id,
    words.ticket_type as feedback_type,
    words.product_area,
    cast(affected.customer_count as integer) as customer_count,
    cast(affected.revenue_affected_amount as double) as revenue_affected_amount,
    cast(counted.ticket_count as integer) as ticket_count,
    cast(counted.open_ticket_count as integer) as open_ticket_count,
    cast(counted.contact_count as integer) as contact_count,
    counted.first_reported_at,
    counted.last_reported_at

from counted
inner join affected on counted.feedback_key = affected.feedback_key
inner join words on counted.feedback_key = words.feedback_key and words.place = 1
