-- The targets of policies by priority, where nothing says which policy each ticket had.
with

metrics as (

    select distinct
        sla_policy_id,
        lower(metric) as metric,
        priority,
        target,
        business_hours,
        sla_policy_updated_at,
        _source_file,
        _loaded_at
    from ({{ staged('zendesk', 'sla_policy_metric_history') }})
    where lower(metric) in ('first_reply_time', 'requester_wait_time', 'agent_work_time', 'total_resolution_time')

),

told as (

    select count(*) as targets
    from {{ ref('base_zendesk__sla_targets') }}

),

-- a version replaces all of the one before, also what it has no target for
replaced as (

    select
        sla_policy_id,
        sla_policy_updated_at,
        lead(sla_policy_updated_at) over (partition by sla_policy_id order by sla_policy_updated_at) as replaced_at
    from (
        select distinct
            sla_policy_id,
            sla_policy_updated_at
        from ({{ staged('zendesk', 'sla_policy_metric_history') }})
        where sla_policy_updated_at is not null
    )

),

versions as (

    select
        metrics.*,
        replaced.replaced_at
    from metrics
    cross join told
    left join replaced
        on
            metrics.sla_policy_id = replaced.sla_policy_id
            and metrics.sla_policy_updated_at = replaced.sla_policy_updated_at
    where told.targets = 0

)

select
    {{ as_contract('sla_policies', {
        'policy_id': "concat_ws('-', sla_policy_id, metric, priority, cast(sla_policy_updated_at as string))",
        'position': 'cast(row_number() over (
            order by sla_policy_id, priority, target, metric, sla_policy_updated_at
        ) as integer)',
        'metric': "case metric when 'first_reply_time' then 'first_response' else 'resolution' end",
        'priority': 'priority',
        'target_minutes': 'target',
        'in_business_hours': 'coalesce(business_hours, false)',
        'pause_on_pending': "metric in ('requester_wait_time', 'agent_work_time')",
        'pause_on_hold': "metric = 'agent_work_time'",
        'valid_from': 'sla_policy_updated_at',
        'valid_to': 'replaced_at',
        '_source_file': '_source_file',
        '_loaded_at': '_loaded_at',
    }) }}

from versions
