-- Which targets did tickets have by the policies that were applied to them? In the version of a policy, and by the
-- priority of the ticket, of that time; without a priority there is none.
with

applied as (

    select distinct
        ticket_id,
        sla_policy_id,
        policy_applied_at,
        -- a policy ends all that the one before had set, also what it has no target for itself
        min(policy_applied_at) over (
            partition by ticket_id order by policy_applied_at
            range between interval '1' microsecond following and unbounded following
        ) as replaced_at,
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

prioritized as (

    select distinct ticket_id
    from {{ ref('base_zendesk__field_history') }}
    where field_name = 'priority'

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

-- a version replaces all of the one before, also what it has no target for
versions as (

    select
        applied.sla_policy_id,
        applied.policy_applied_at,
        max(metrics.version_at) as version_at
    from applied
    inner join metrics
        on applied.sla_policy_id = metrics.sla_policy_id and applied.policy_applied_at >= metrics.version_at
    group by applied.sla_policy_id, applied.policy_applied_at

)

select
    applied.ticket_id,
    metrics.metric as field_name,
    applied.policy_applied_at as updated,
    applied.replaced_at,
    metrics.target as target_minutes,
    metrics.business_hours as in_business_hours,
    applied.sla_policy_id,
    applied._loaded_at
from applied
inner join {{ ref('base_zendesk__tickets') }} as tickets on applied.ticket_id = tickets.id
left join prioritized on applied.ticket_id = prioritized.ticket_id
left join priorities
    on applied.ticket_id = priorities.ticket_id and applied.policy_applied_at = priorities.policy_applied_at
inner join versions
    on applied.sla_policy_id = versions.sla_policy_id and applied.policy_applied_at = versions.policy_applied_at
inner join metrics
    on
        versions.sla_policy_id = metrics.sla_policy_id
        and versions.version_at = metrics.version_at
        -- that of today where the history tells none; where it tells one for later, there was none
        and metrics.priority = lower(
            case when prioritized.ticket_id is null then tickets.priority else priorities.priority end
        )
