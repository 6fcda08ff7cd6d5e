select
    {{ blank_to_null('order_id') }} as order_id,
    {{ blank_to_null('account_id') }} as account_id,
    {{ blank_to_null('contact_id') }} as contact_id,
    ordered_at,
    delivered_at,
    amount,
    {{ blank_to_null('currency', 80) }} as currency,
    {{ blank_to_null('payment_method', 80) }} as payment_method,
    {{ blank_to_null('payment_plan', 80) }} as payment_plan,
    {{ blank_to_null('market', 80) }} as market,
    _loaded_at

from {{ source('files', 'orders') }}
