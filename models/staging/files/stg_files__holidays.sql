select
    {{ blank_to_null('schedule_id') }} as schedule_id,
    date,
    {{ blank_to_null('name') }} as name,
    _loaded_at

from {{ source('files', 'holidays') }}
