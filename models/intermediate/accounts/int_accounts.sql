-- The customers, one row each; a private person's account goes by its pseudonym from here on.
with

{{ union_sources('accounts', 'account_id', 'updated_at') }}

select
    source,
    copies,
    copy_rule,
    account_id as landed_account_id,
    case when coalesce(is_person, false) then {{ pseudonym('account_id') }} else account_id end as account_id,
    case when not coalesce(is_person, false) then name end as account_name,
    segment,
    industry,
    region,
    country,
    plan,
    customer_type,
    acquisition_source,
    coalesce(is_person, false) as is_person,
    coalesce(is_test, false) as is_test,
    created_at,
    updated_at,
    deleted_at,
    _loaded_at

from latest
