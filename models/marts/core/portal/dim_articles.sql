-- The help articles, and which of them readers can find today.
select
    articles.article_id,
    articles.title,
    articles.product_area,
    articles.locale,
    coalesce(articles.published_at <= as_of.as_of, true)
    and coalesce(articles.archived_at > as_of.as_of, true) as is_live,
    articles.published_at,
    articles.archived_at

from {{ ref('int_articles') }} as articles
cross join {{ ref('int_as_of') }} as as_of
