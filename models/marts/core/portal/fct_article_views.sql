-- Every time that an article was opened in a visit: which one, for how long, and with which vote.
select
    views.session_id,
    views.article_id,
    sessions.account_id,
    sessions.contact_id,
    sessions.cluster_id,
    articles.product_area,
    views.dwell_seconds,
    views.vote,
    coalesce(views.dwell_seconds >= {{ var('engaged_seconds') }}, false) or views.vote is not null as is_engaged,
    views.viewed_at

from {{ ref('int_article_views') }} as views
inner join {{ ref('int_portal_sessions') }} as sessions on views.session_id = sessions.session_id
left join {{ ref('int_articles') }} as articles on views.article_id = articles.article_id
where not sessions.is_test
