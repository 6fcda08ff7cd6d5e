-- Which SLA targets were tickets held to, when was each due, and was it kept?
with

-- where nothing can be computed, the help desk's verdict is all there is
told as (

    select
        targets.ticket_id,
        targets.policy_id,
        targets.metric,
        targets.target_number,
        targets.applied_at,
        targets.is_promise,
        targets.target_minutes,
        targets.is_in_business_hours,
        targets.elapsed_minutes * 60 as elapsed_seconds,
        targets.due_at,
        targets.fulfilled_at as completed_at,
        targets.held_until,
        targets.is_breached or targets.fulfilled_at is not null as is_due,
        case when targets.is_breached or targets.fulfilled_at is not null then not targets.is_breached end as is_kept,
        cast(null as string) as is_kept_unknown_because,
        case
            when targets.is_breached then coalesce(targets.due_at, targets.fulfilled_at, targets.applied_at)
            else targets.fulfilled_at
        end as observed_at,
        targets.is_breached
    from {{ ref('int_sla_ticket_targets') }} as targets
    where not targets.is_computable and targets.is_breached is not null

),

candidates as (

    select * from {{ ref('int_sla_judged_targets') }}

    union all

    select * from told

),

-- when each was met or missed: while it held, though it may have been overdue when it was set
decided as (

    select
        *,
        case when is_due then least(greatest(observed_at, applied_at), held_until) end as decided_at
    from candidates
    where is_due or held_until is null

),

-- what was met or missed first stays so; of those of one instant, what stood before it precedes what was set then, and
-- of several that stand, the one that is due first
ranked as (

    select
        *,
        row_number() over (
            partition by ticket_id, metric
            order by
                is_due desc, decided_at asc nulls last,
                coalesce(applied_at >= decided_at, false) asc,
                due_at asc nulls last,
                target_minutes asc nulls last,
                target_number desc nulls last
        ) as precedence
    from decided

)

select
    ranked.ticket_id || '-' || coalesce({{ key_part('ranked.policy_id', '-') }}, '') || '-' || ranked.metric
        as sla_target_id,
    ranked.ticket_id,
    ranked.policy_id,
    ranked.metric,
    ranked.is_promise,
    ranked.target_minutes,
    ranked.is_in_business_hours,
    ranked.elapsed_seconds,
    ranked.due_at,
    ranked.completed_at,
    ranked.is_due,
    ranked.is_kept,
    ranked.is_kept_unknown_because,
    ranked.observed_at,
    tickets.account_id,
    tickets.cluster_id,
    tickets.agent_id,
    tickets.team_id,
    tickets.channel,
    tickets.priority,
    tickets.complexity,
    tickets.product_area

from ranked
inner join {{ ref('int_tickets') }} as tickets on ranked.ticket_id = tickets.ticket_id
where ranked.precedence = 1
