-- Of the accounts that were customers twelve months before the month's end, how many no longer are at its end?
with

accounts as (

    select * from {{ ref('fct_account_retention') }}
    where horizon_months = 12 and is_grace_closed

)

select
    account_id as subject_id,
    month_ends_at as observed_at,
    account_id,
    account_id as cluster_id,
    cast(null as varchar) as agent_id,
    cast(null as varchar) as team_id,
    cast(null as varchar) as channel,
    cast(null as varchar) as priority,
    cast(null as varchar) as complexity,
    cast(null as varchar) as product_area,
    cast(null as varchar) as touchpoint,
    cast(not is_active_at_end as double) as numerator,
    cast(1 as double) as denominator

from accounts
