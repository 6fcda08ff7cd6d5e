select
    {{ blank_to_null('event_id') }} as event_id,
    {{ blank_to_null('account_id') }} as account_id,
    {{ blank_to_null('contact_id') }} as contact_id,
    occurred_at,
    {{ blank_to_null('feature', 80) }} as feature,
    quantity,
    is_value_milestone,
    friend_count,
    _loaded_at

from {{ source('files', 'usage_events') }}
