select
    {{ blank_to_null('subscription_id') }} as subscription_id,
    {{ blank_to_null('account_id') }} as account_id,
    {{ blank_to_null('plan', 80) }} as plan,
    mrr,
    {{ blank_to_null('currency', 80) }} as currency,
    started_at,
    ended_at,
    term_ends_at,
    is_one_off,
    cancel_requested_at,
    {{ blank_to_null('cancel_reason') }} as cancel_reason,
    updated_at,
    _loaded_at

from {{ source('files', 'subscriptions') }}
