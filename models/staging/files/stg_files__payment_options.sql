select
    {{ blank_to_null('market', 80) }} as market,
    {{ blank_to_null('method', 80) }} as method,
    {{ blank_to_null('payment_plan', 80) }} as payment_plan,
    available_from,
    available_to,
    _loaded_at

from {{ source('files', 'payment_options') }}
