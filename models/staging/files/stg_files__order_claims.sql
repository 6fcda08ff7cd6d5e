select
    {{ blank_to_null('claim_id') }} as claim_id,
    {{ blank_to_null('order_id') }} as order_id,
    claimed_at,
    {{ blank_to_null('kind', 80) }} as kind,
    credit_amount,
    replacement_cost,
    _loaded_at

from {{ source('files', 'order_claims') }}
