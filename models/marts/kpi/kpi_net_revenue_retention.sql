-- Of the recurring revenue at the month's start, how much is left at its end, growth included?
with

accounts as (

    select * from {{ ref('fct_account_retention') }}
    where
        horizon_months = 1
        and is_grace_closed
        and mrr_at_start > 0
        and mrr_at_end is not null

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
    cast(mrr_at_end as double) as numerator,
    cast(mrr_at_start as double) as denominator

from accounts
