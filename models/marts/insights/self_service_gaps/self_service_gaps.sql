-- Which topics come back as tickets although an article could answer them: what to write, or to mend, next?
with

articles as (

    select
        topic_key,
        max(coverage) as coverage,
        count(*) as article_count
    from {{ ref('self_service_gaps__topic_articles') }}
    group by topic_key

),

visits as (

    select
        topic_key,
        count(*) as visit_count,
        count(is_deflected) as followed_visit_count,
        count(*) filter (where is_deflected) as deflected_visit_count,
        -- visitors of one account resemble each other, so the interval counts accounts
        count(distinct case when is_deflected is not null then cluster_id end) as followed_cluster_count,
        sum(tickets_after_reading) as tickets_after_reading
    from {{ ref('self_service_gaps__topic_visits') }}
    group by topic_key

),

company as (

    select avg(observations.numerator) as company_rate
    from {{ ref('cpi_self_service_deflection') }} as observations
    cross join {{ ref('int_as_of') }} as as_of
    where observations.observed_at > as_of.as_of - interval '90' day and observations.observed_at <= as_of.as_of

),

joined as (

    select
        topics.*,
        coalesce(articles.coverage, 'none') as coverage,
        coalesce(articles.article_count, 0) as article_count,
        coalesce(visits.visit_count, 0) as visit_count,
        coalesce(visits.followed_visit_count, 0) as followed_visit_count,
        coalesce(visits.tickets_after_reading, 0) as tickets_after_reading,
        1e0 * visits.deflected_visit_count / nullif(visits.followed_visit_count, 0) as deflection_rate,
        {{ wilson_upper('deflection_rate', 'nullif(visits.followed_cluster_count, 0)') }} as deflection_rate_high,
        company.company_rate as company_deflection_rate
    from {{ ref('self_service_gaps__recurring_topics') }} as topics
    cross join company
    left join articles on topics.topic_key = articles.topic_key
    left join visits on topics.topic_key = visits.topic_key
    -- which articles are missing cannot be told without any, nor for tickets on no part of the product in particular
    where
        exists (select known.article_id from {{ ref('dim_articles') }} as known)
        and coalesce(topics.product_area, articles.topic_key) is not null

),

judged as (

    select
        *,
        case
            when article_count = 0 then 'no_article'
            when visit_count = 0 then 'article_unread'
            when deflection_rate_high < company_deflection_rate and tickets_after_reading > 0
                then 'article_does_not_deflect'
            else 'none_seen'
        end as gap
    from joined

)

select
    cast(row_number() over (
        order by
            case when gap = 'none_seen' then 1 else 0 end asc,
            ticket_count desc,
            topic_key asc
    ) as integer) as gap_rank,
    gap,
    product_area,
    topic,
    cast(ticket_count as integer) as ticket_count,
    cast(contact_count as integer) as contact_count,
    cast(customer_count as integer) as customer_count,
    cast(handling_minutes as double) as handling_minutes,
    coverage,
    cast(article_count as integer) as article_count,
    cast(visit_count as integer) as visit_count,
    cast(followed_visit_count as integer) as followed_visit_count,
    cast(deflection_rate as double) as deflection_rate,
    cast(deflection_rate_high as double) as deflection_rate_high,
    cast(company_deflection_rate as double) as company_deflection_rate,
    cast(tickets_after_reading as integer) as tickets_after_reading

from judged
