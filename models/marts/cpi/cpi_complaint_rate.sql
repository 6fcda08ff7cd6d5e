-- How many complaints does an account make in a month?
with

account_months as (

    select * from {{ ref('fct_account_months') }}
    where complaint_count is not null

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
    cast(complaint_count as double) as numerator,
    cast(1 as double) as denominator
from account_months
