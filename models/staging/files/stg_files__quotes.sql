select
    {{ blank_to_null('quote_id') }} as quote_id,
    {{ blank_to_null('account_id') }} as account_id,
    {{ blank_to_null('owner_id') }} as owner_id,
    requested_at,
    sent_at,
    decided_at,
    {{ blank_to_null('status', 80) }} as status,
    amount,
    _loaded_at

from {{ source('files', 'quotes') }}
