-- The service-level policies, one row each, with defaults for what they leave open.
with

{{ union_sources('sla_policies', 'policy_id') }}

select
    source,
    copies,
    copy_rule,
    policy_id,
    position,
    lower(metric) as metric,
    lower(priority) as priority,
    lower(plan) as plan,
    target_minutes,
    coalesce(in_business_hours, false) as is_in_business_hours,
    coalesce(pause_on_pending, false) as is_paused_in_pending,
    coalesce(pause_on_hold, false) as is_paused_on_hold,
    coalesce(is_promise, false) as is_promise,
    schedule_id,
    coalesce(valid_from, cast('0001-01-01' as timestamp)) as valid_from,
    coalesce(valid_to, cast('9999-12-31' as timestamp)) as valid_to,
    _loaded_at

from latest
