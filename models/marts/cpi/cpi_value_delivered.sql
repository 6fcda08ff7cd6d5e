-- What do customers gain for what they pay?
with

account_months as (

    select * from {{ ref('fct_account_months') }}
    where value_delivered_amount is not null and revenue_amount is not null

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
    cast(value_delivered_amount as double) as numerator,
    cast(revenue_amount as double) as denominator

from account_months
