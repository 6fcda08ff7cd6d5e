-- Which visits of the last 90 days read an article on a topic, and how many tickets on that very topic came after?
with

readings as (

    select distinct
        articles.topic_key,
        views.session_id
    from {{ ref('self_service_gaps__topic_articles') }} as articles
    inner join {{ ref('fct_article_views') }} as views on articles.article_id = views.article_id

),

tickets_after as (

    select
        topics.topic_key,
        follow_ups.session_id,
        count(*) as ticket_count
    from {{ ref('self_service_gaps__recurring_topics') }} as topics
    inner join {{ ref('int_portal_follow_ups') }} as follow_ups
        on
            topics.product_area is not distinct from follow_ups.product_area
            and topics.topic is not distinct from follow_ups.topic
    where follow_ups.kind = 'ticket'
    group by topics.topic_key, follow_ups.session_id

)

select
    readings.topic_key,
    visits.session_id,
    visits.cluster_id,
    -- null where it is unknown whether tickets followed, or not known yet
    case when visits.is_deflection_window_closed then visits.is_deflected end as is_deflected,
    coalesce(tickets_after.ticket_count, 0) as tickets_after_reading

from readings
inner join {{ ref('fct_portal_sessions') }} as visits on readings.session_id = visits.session_id
cross join {{ ref('int_as_of') }} as as_of
left join tickets_after
    on readings.topic_key = tickets_after.topic_key and readings.session_id = tickets_after.session_id
where visits.ended_at > as_of.as_of - interval '90' day and visits.ended_at <= as_of.as_of
