-- Which articles that readers can find today answer each topic: those of its product area whose title names it;
-- where none does, all of the area. An article of no area, or for a topic of none, must name the topic.
with

candidates as (

    select
        topics.topic_key,
        articles.article_id,
        coalesce(position(lower(topics.topic) in lower(articles.title)) > 0, false) as is_topic_named,
        coalesce(lower(topics.product_area) = lower(articles.product_area), false) as is_of_area
    from {{ ref('self_service_gaps__recurring_topics') }} as topics
    cross join {{ ref('dim_articles') }} as articles
    where articles.is_live and coalesce(lower(topics.product_area) = lower(articles.product_area), true)

),

known as (

    select
        *,
        max(cast(is_topic_named as integer)) over (partition by topic_key) = 1 as has_article_naming_it
    from candidates
    where is_topic_named or is_of_area

)

select
    topic_key,
    article_id,
    case when has_article_naming_it then 'topic' else 'product_area' end as coverage

from known
where is_topic_named = has_article_naming_it
