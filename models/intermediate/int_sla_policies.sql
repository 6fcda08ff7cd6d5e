-- The service-level policies, one row each.
with

{{ union_sources('sla_policies', 'policy_id') }}

select
    source,
    copies,
    policy_id,
    position,
    lower(metric) as metric,
    priority,
    plan,
    target_minutes,
    in_business_hours,
    pause_on_pending,
    is_promise,
    schedule_id,
    valid_from,
    valid_to,
    _loaded_at

from latest
