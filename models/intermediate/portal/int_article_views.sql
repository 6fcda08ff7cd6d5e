-- Every time that an article was opened; times and votes that cannot be are null.
with

{{ union_sources('article_views') }}

select
    source,
    session_id,
    article_id,
    viewed_at,
    case when dwell_seconds >= 0 then dwell_seconds end as dwell_seconds,
    case when vote in (-1, 1) then vote end as vote,
    dwell_seconds as landed_dwell_seconds,
    -- many portals write 0 where nobody voted
    coalesce(vote not in (-1, 0, 1), false) as is_vote_unknown,
    _loaded_at

from arrived
