select
    {{ blank_to_null('session_id') }} as session_id,
    {{ blank_to_null('contact_id') }} as contact_id,
    {{ blank_to_null('account_id') }} as account_id,
    started_at,
    ended_at,
    _loaded_at

from {{ source('files', 'portal_sessions') }}
