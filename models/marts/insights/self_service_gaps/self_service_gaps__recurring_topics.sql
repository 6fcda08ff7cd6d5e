-- What did more than one ticket ask about in the last 90 days that an article could have answered?
with

recent_tickets as (

    select tickets.*
    from {{ ref('int_tickets') }} as tickets
    cross join {{ ref('int_as_of') }} as as_of
    where
        tickets.is_counted
        and tickets.created_by = 'customer'
        and tickets.created_at > as_of.as_of - interval '90' day
        and tickets.created_at <= as_of.as_of
        and coalesce(tickets.product_area, tickets.topic) is not null
        -- an article cannot help with complaints, bugs and features that the product lacks
        and coalesce(tickets.ticket_type, 'question') not in ('bug', 'feature_request', 'limitation', 'complaint')

)

select
    concat_ws(' / ', coalesce(product_area, '-'), coalesce(topic, '-')) as topic_key,
    product_area,
    topic,
    count(*) as ticket_count,
    count(distinct contact_id) as contact_count,
    count(distinct cluster_id) as customer_count,
    sum(handling_minutes) as handling_minutes

from recent_tickets
group by product_area, topic
having count(*) > 1
