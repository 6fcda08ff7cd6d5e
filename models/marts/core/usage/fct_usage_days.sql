-- On which days did each contact use the product, for which account, and how much?
-- Uses that no person is known for stand under their account, with no contact.
select
    contact_id,
    account_id,
    cluster_id,
    used_on,
    month_start_on,
    event_count,
    core_event_count,
    value_milestone_count,
    feature_count,
    core_event_count > 0 as has_used_core_feature,
    is_contacts_main_account,
    first_used_at,
    last_used_at

from {{ ref('int_usage_days') }}
