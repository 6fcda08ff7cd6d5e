-- What to write for self-service: topics that no article takes off the desk.
select
    topic,
    product_area,
    gap,
    ticket_count
from marts.self_service_gaps
where gap in ('no_article', 'article_unread', 'article_does_not_deflect')
order by gap_rank
