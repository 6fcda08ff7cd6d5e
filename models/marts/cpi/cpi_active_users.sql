-- How many people used the product in the day, week or month?
with

user_days as (

    select *
    from {{ ref('fct_usage_days') }}
    where is_contacts_main_account

)

select
    contact_id as subject_id,
    last_used_at as observed_at,
    account_id,
    cluster_id,
    cast(null as varchar) as agent_id,
    cast(null as varchar) as team_id,
    cast(null as varchar) as channel,
    cast(null as varchar) as priority,
    cast(null as varchar) as complexity,
    cast(null as varchar) as product_area,
    cast(null as varchar) as touchpoint,
    cast(1 as double) as numerator,
    cast(1 as double) as denominator
from user_days
