-- The help articles of the portal, one row each.
with

{{ union_sources('articles', 'article_id', 'updated_at') }}

select
    source,
    copies,
    copy_rule,
    article_id,
    title,
    product_area,
    locale,
    published_at,
    updated_at,
    archived_at,
    _loaded_at

from latest
