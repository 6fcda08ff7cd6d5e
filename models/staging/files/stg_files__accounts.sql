select
    {{ blank_to_null('account_id') }} as account_id,
    {{ blank_to_null('name') }} as name,
    {{ blank_to_null('segment', 80) }} as segment,
    {{ blank_to_null('industry', 80) }} as industry,
    {{ blank_to_null('region', 80) }} as region,
    {{ blank_to_null('country', 80) }} as country,
    {{ blank_to_null('plan', 80) }} as plan,
    {{ blank_to_null('customer_type', 80) }} as customer_type,
    is_person,
    {{ blank_to_null('acquisition_source', 80) }} as acquisition_source,
    {{ blank_to_null('owner_id') }} as owner_id,
    is_test,
    created_at,
    updated_at,
    deleted_at,
    _loaded_at

from {{ source('files', 'accounts') }}
