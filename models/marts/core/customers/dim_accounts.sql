-- The customers, with the dimensions that they give to metrics; test accounts are left out.
select
    account_id,
    account_name,
    segment,
    industry,
    region,
    country,
    plan,
    customer_type,
    acquisition_source,
    is_person,
    created_at,
    deleted_at

from {{ ref('int_accounts') }}
where not is_test
