-- Every use of the product that has happened by now, and whether its feature is a core feature.
select
    events.usage_event_key,
    events.account_id,
    events.contact_id,
    events.cluster_id,
    events.feature,
    events.quantity,
    events.friend_count,
    core_features.feature is not null as is_core_feature,
    events.is_value_milestone,
    events.occurred_at

from {{ ref('int_counted_usage_events') }} as events
left join {{ ref('int_core_features') }} as core_features on events.feature = core_features.feature
