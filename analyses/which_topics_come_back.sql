-- Which topics come back? Tickets of the last 90 days whose window has closed, by product area and topic: how often
-- they were reopened or the same person came back, and whether an article could have helped.
with

tickets as (

    select tickets.*
    from {{ ref('fct_tickets') }} as tickets
    cross join {{ ref('metric_as_of') }} as present
    where tickets.is_repeat_window_closed and tickets.first_solved_at > present.as_of - interval '90' day

)

select
    tickets.product_area,
    tickets.topic,
    count(*) as solved_tickets,
    count(case when tickets.is_reopened_in_window or tickets.has_repeat_contact then 1 end) as came_back,
    100e0 * count(case when tickets.is_reopened_in_window or tickets.has_repeat_contact then 1 end) / count(*)
        as share_coming_back,
    max(gaps.gap) as article_gap
from tickets
left join {{ ref('self_service_gaps') }} as gaps
    on tickets.product_area = gaps.product_area and tickets.topic = gaps.topic
group by tickets.product_area, tickets.topic
having count(*) >= 10
order by came_back desc, solved_tickets desc
