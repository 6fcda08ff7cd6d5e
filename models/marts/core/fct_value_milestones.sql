-- When did each account begin, and when did it first get what it came for?
with

milestones as (

    select
        account_id,
        min(occurred_at) as first_milestone_at,
        count(*) as milestone_count
    from {{ ref('fct_usage_events') }}
    where is_value_milestone and account_id is not null
    group by account_id

)

select
    accounts.account_id,
    accounts.created_at as started_at,
    milestones.first_milestone_at,
    coalesce(milestones.milestone_count, 0) as milestone_count,
    case
        when milestones.first_milestone_at >= accounts.created_at
            then {{ seconds_between('accounts.created_at', 'milestones.first_milestone_at') }}
    end as seconds_to_value

from {{ ref('dim_accounts') }} as accounts
left join milestones on accounts.account_id = milestones.account_id
