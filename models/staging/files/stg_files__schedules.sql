select
    {{ blank_to_null('schedule_id') }} as schedule_id,
    is_default,
    {{ blank_to_null('timezone') }} as timezone,
    weekday,
    opens_at,
    closes_at,
    _loaded_at

from {{ source('files', 'schedules') }}
