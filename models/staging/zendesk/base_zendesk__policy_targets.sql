-- Which targets did tickets have by the policies that were applied to them? In the version of a policy, and by the
-- priority of the ticket, of that time; without a priority there is none.
with

applied as (

    select distinct
        ticket_id,
        sla_policy_id,
        policy_applied_at,
        _loaded_at
    from ({{ staged('zendesk', 'ticket_sla_policy') }})

),

priorities as (

    select
        applied.ticket_id,
        applied.policy_applied_at,
        max_by(history.value, history.updated) as priority
    from applied
    inner join {{ ref('base_zendesk__field_history') }} as history
        on
            applied.ticket_id = history.ticket_id
            and history.field_name = 'priority'
            -- what is set with the policy is written down in the same second, or in the next
            and history.updated <= {{ add_seconds('applied.policy_applied_at', 1) }}
    group by applied.ticket_id, applied.policy_applied_at

),

metrics as (

    select distinct
        sla_policy_id,
        lower(metric) as metric,
        lower(priority) as priority,
        target,
        business_hours,
        coalesce(sla_policy_updated_at, cast('0001-01-01' as timestamp)) as version_at
    from ({{ staged('zendesk', 'sla_policy_metric_history') }})

),

by_policy as (

    select
        applied.ticket_id,
        metrics.metric as field_name,
        applied.policy_applied_at as updated,
        metrics.target as target_minutes,
        metrics.business_hours as in_business_hours,
        applied.sla_policy_id,
        applied._loaded_at,
        metrics.version_at = max(metrics.version_at) over (
            partition by applied.ticket_id, applied.policy_applied_at, applied.sla_policy_id, metrics.metric
        ) as is_version_of_then
    from applied
    inner join {{ ref('base_zendesk__tickets') }} as tickets on applied.ticket_id = tickets.id
    left join priorities
        on applied.ticket_id = priorities.ticket_id and applied.policy_applied_at = priorities.policy_applied_at
    inner join metrics
        on
            applied.sla_policy_id = metrics.sla_policy_id
            and applied.policy_applied_at >= metrics.version_at
            and lower(coalesce(priorities.priority, tickets.priority)) = metrics.priority

)

select
    ticket_id,
    field_name,
    updated,
    target_minutes,
    in_business_hours,
    sla_policy_id,
    _loaded_at

from by_policy
where is_version_of_then
