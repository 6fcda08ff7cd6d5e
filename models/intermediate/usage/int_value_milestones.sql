-- When did each account begin, and when did it first get what it came for?
with

milestones as (

    select
        cluster_id,
        min(occurred_at) as first_milestone_at,
        count(*) as milestone_count
    from {{ ref('fct_usage_events') }}
    where is_value_milestone
    group by cluster_id

),

first_subscriptions as (

    select
        customer_id,
        min(started_at) as first_started_at
    from {{ ref('int_subscriptions') }}
    where is_counted and not is_one_off
    group by customer_id

),

-- who never subscribed to anything that recurs began when the account was created
accounts as (

    select
        coalesce(accounts.account_id, first_subscriptions.customer_id) as account_id,
        coalesce(first_subscriptions.first_started_at, accounts.created_at) as started_at
    from {{ ref('dim_accounts') }} as accounts
    full outer join first_subscriptions on accounts.account_id = first_subscriptions.customer_id

)

select
    accounts.account_id,
    accounts.started_at,
    milestones.first_milestone_at,
    coalesce(milestones.milestone_count, 0) as milestone_count,
    case
        when milestones.first_milestone_at >= accounts.started_at
            then {{ seconds_between('accounts.started_at', 'milestones.first_milestone_at') }}
    end as seconds_to_value

from accounts
left join milestones on accounts.account_id = milestones.cluster_id
