-- When did each account begin, and when did it first get what it came for?
with

milestones as (

    select
        cluster_id,
        min(occurred_at) as first_milestone_at,
        count(*) as milestone_count
    from {{ ref('int_counted_usage_events') }}
    where is_value_milestone
    group by cluster_id

),

-- what an account did before the first use that landed is unknown, so that its first milestone may not be its first
usage_beginning as (

    select min(occurred_at) as first_used_at
    from {{ ref('int_counted_usage_events') }}

),

first_subscriptions as (

    select
        customer_id,
        min(started_at) as first_started_at
    from {{ ref('int_subscriptions') }}
    where is_counted and not is_one_off
    group by customer_id

),

accounts as (

    select
        account_id,
        created_at
    from {{ ref('int_accounts') }}
    where not is_test

),

-- an account that never had a recurring subscription began when it was created
beginnings as (

    select
        coalesce(accounts.account_id, first_subscriptions.customer_id) as account_id,
        coalesce(first_subscriptions.first_started_at, accounts.created_at) as started_at
    from accounts
    full outer join first_subscriptions on accounts.account_id = first_subscriptions.customer_id

)

select
    beginnings.account_id,
    beginnings.started_at,
    milestones.first_milestone_at,
    coalesce(milestones.milestone_count, 0) as milestone_count,
    case
        when
            milestones.first_milestone_at >= beginnings.started_at
            and beginnings.started_at >= usage_beginning.first_used_at
            then {{ seconds_between('beginnings.started_at', 'milestones.first_milestone_at') }}
    end as seconds_to_value

from beginnings
cross join usage_beginning
left join milestones on beginnings.account_id = milestones.cluster_id
