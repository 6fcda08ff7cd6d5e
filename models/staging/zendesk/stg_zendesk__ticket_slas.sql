-- The targets of tickets, by the policy that each is of. A verdict is not landed: our clock gives it.
with

targets as (

    select
        targets.*,
        -- the clock runs from the creation, whenever the target was written down
        case
            when targets.is_first and targets.field_name = 'first_reply_time'
                then least(targets.updated, tickets.created_at)
            else targets.updated
        end as applied_at,
        coalesce(
            targets.replaced_at,
            lead(case when targets.is_removal then targets.updated end) over (
                partition by targets.ticket_id, targets.field_name order by targets.updated
            )
        ) as removed_at
    from {{ ref('base_zendesk__sla_targets') }} as targets
    left join {{ ref('base_zendesk__tickets') }} as tickets on targets.ticket_id = tickets.id

),

applied as (

    select
        ticket_id,
        policy_applied_at,
        max(sla_policy_id) as sla_policy_id
    from ({{ staged('zendesk', 'ticket_sla_policy') }})
    group by ticket_id, policy_applied_at

),

titles as (

    select
        id,
        max_by(title, coalesce(updated_at, _loaded_at)) as title
    from ({{ staged('zendesk', 'sla_policy_history') }})
    group by id

),

-- the policy of a target is the last that was applied, to the second, since both are written down one after the other
owned as (

    select
        targets.ticket_id,
        targets.field_name,
        targets.updated,
        max_by(applied.sla_policy_id, applied.policy_applied_at) as sla_policy_id
    from targets
    inner join applied
        on
            targets.ticket_id = applied.ticket_id
            and date_trunc('second', applied.policy_applied_at)
            <= {{ add_seconds("date_trunc('second', targets.updated)", 1) }}
    group by targets.ticket_id, targets.field_name, targets.updated

)

select
    {{ as_contract('ticket_slas', {
        'ticket_id': 'targets.ticket_id',
        'metric': "case targets.field_name
            when 'first_reply_time' then 'first_response'
            when 'next_reply_time' then 'next_response'
            else 'resolution'
        end",
        'policy_id': 'coalesce(targets.sla_policy_id, owned.sla_policy_id)',
        'policy_name': 'titles.title',
        'clock_name': 'targets.field_name',
        'applied_at': 'targets.applied_at',
        'removed_at': 'targets.removed_at',
        'target_minutes': 'targets.target_minutes',
        'in_business_hours': 'coalesce(targets.in_business_hours, false)',
        'pause_on_pending': "targets.field_name in ('requester_wait_time', 'agent_work_time')",
        'pause_on_hold': "targets.field_name = 'agent_work_time'",
        '_loaded_at': 'targets._loaded_at',
    }) }}

from targets
left join owned
    on
        targets.ticket_id = owned.ticket_id
        and targets.field_name = owned.field_name
        and targets.updated = owned.updated
left join titles on coalesce(targets.sla_policy_id, owned.sla_policy_id) = titles.id
where not targets.is_removal and targets.field_name in ({{ sla_fields() }})
