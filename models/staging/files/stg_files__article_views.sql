select
    {{ blank_to_null('session_id') }} as session_id,
    {{ blank_to_null('article_id') }} as article_id,
    viewed_at,
    dwell_seconds,
    vote,
    _loaded_at

from {{ source('files', 'article_views') }}
