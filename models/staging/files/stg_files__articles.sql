select
    {{ blank_to_null('article_id') }} as article_id,
    {{ blank_to_null('title') }} as title,
    {{ blank_to_null('product_area', 80) }} as product_area,
    {{ blank_to_null('locale') }} as locale,
    published_at,
    updated_at,
    archived_at,
    _loaded_at

from {{ source('files', 'articles') }}
