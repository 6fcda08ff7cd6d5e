select
    {{ blank_to_null('policy_id') }} as policy_id,
    position,
    {{ blank_to_null('metric', 80) }} as metric,
    {{ blank_to_null('priority', 80) }} as priority,
    {{ blank_to_null('plan', 80) }} as plan,
    target_minutes,
    in_business_hours,
    pause_on_pending,
    is_promise,
    {{ blank_to_null('schedule_id') }} as schedule_id,
    valid_from,
    valid_to,
    _loaded_at

from {{ source('files', 'sla_policies') }}
