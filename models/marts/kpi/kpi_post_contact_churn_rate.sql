-- Of the customers whom we helped in a month, how many were gone within 90 days?
with

solves as (

    select * from {{ ref('fct_account_solves') }}
    where is_churn_window_closed

)

select
    account_id as subject_id,
    solved_at as observed_at,
    account_id,
    account_id as cluster_id,
    agent_id,
    team_id,
    channel,
    priority,
    complexity,
    product_area,
    cast(null as varchar) as touchpoint,
    cast(is_churned_in_window as double) as numerator,
    cast(1 as double) as denominator

from solves
