select
    {{ blank_to_null('contact_id') }} as contact_id,
    {{ blank_to_null('account_id') }} as account_id,
    {{ blank_to_null('email') }} as email,
    {{ blank_to_null('full_name') }} as full_name,
    {{ blank_to_null('locale') }} as locale,
    {{ blank_to_null('timezone') }} as timezone,
    created_at,
    updated_at,
    deleted_at,
    _loaded_at

from {{ source('files', 'contacts') }}
