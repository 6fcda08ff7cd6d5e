select
    {{ blank_to_null('account_id') }} as account_id,
    occurred_at,
    amount,
    {{ blank_to_null('kind', 80) }} as kind,
    _loaded_at

from {{ source('files', 'value_events') }}
