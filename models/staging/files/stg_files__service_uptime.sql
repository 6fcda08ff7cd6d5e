select
    {{ blank_to_null('service', 80) }} as service,
    {{ blank_to_null('product_area', 80) }} as product_area,
    date,
    agreed_minutes,
    down_minutes,
    _loaded_at

from {{ source('files', 'service_uptime') }}
