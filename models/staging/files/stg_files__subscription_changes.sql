select
    {{ blank_to_null('subscription_id') }} as subscription_id,
    changed_at,
    mrr,
    {{ blank_to_null('currency', 80) }} as currency,
    {{ blank_to_null('plan', 80) }} as plan,
    term_ends_at,
    _loaded_at

from {{ source('files', 'subscription_changes') }}
