-- Which SLA policy holds, from when to when, for each combination of priority and plan that tickets have?
with

combinations as (

    select distinct
        tickets.priority,
        accounts.plan
    from {{ ref('int_ticket_milestones') }} as tickets
    left join {{ ref('int_accounts') }} as accounts on tickets.account_id = accounts.account_id

),

candidates as (

    select
        policies.*,
        combinations.priority as ticket_priority,
        combinations.plan as account_plan
    from combinations
    inner join {{ ref('int_sla_policies') }} as policies
        on
            (policies.priority is null or lower(combinations.priority) = policies.priority)
            and (policies.plan is null or lower(combinations.plan) = policies.plan)
    where policies.metric in ('first_response', 'resolution') and policies.target_minutes > 0

),

-- what holds can only change when a policy begins or ends
changes as (

    select
        ticket_priority,
        account_plan,
        metric,
        valid_from as starts_at
    from candidates

    union

    select
        ticket_priority,
        account_plan,
        metric,
        valid_to as starts_at
    from candidates

),

periods as (

    select
        *,
        lead(starts_at) over (partition by ticket_priority, account_plan, metric order by starts_at asc) as ends_at
    from changes

),

ranked as (

    select
        periods.starts_at,
        periods.ends_at,
        candidates.*,
        row_number() over (
            partition by periods.ticket_priority, periods.account_plan, periods.metric, periods.starts_at
            order by candidates.position asc nulls last, candidates.policy_id asc
        ) as precedence
    from periods
    inner join candidates
        on
            periods.ticket_priority is not distinct from candidates.ticket_priority
            and periods.account_plan is not distinct from candidates.account_plan
            and periods.metric = candidates.metric
            and periods.starts_at >= candidates.valid_from
            and periods.starts_at < candidates.valid_to

)

select
    ticket_priority,
    account_plan,
    metric,
    starts_at,
    ends_at,
    policy_id,
    target_minutes,
    is_in_business_hours,
    is_paused_in_pending,
    is_paused_on_hold,
    is_promise,
    schedule_id

from ranked
where precedence = 1
