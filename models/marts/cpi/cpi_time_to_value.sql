-- How many days does it take a new customer to get what it came for?
with

accounts_with_value as (

    select *
    from {{ ref('fct_value_milestones') }}
    where seconds_to_value is not null

)

select
    account_id as subject_id,
    first_milestone_at as observed_at,
    account_id,
    account_id as cluster_id,
    cast(null as varchar) as agent_id,
    cast(null as varchar) as team_id,
    cast(null as varchar) as channel,
    cast(null as varchar) as priority,
    cast(null as varchar) as complexity,
    cast(null as varchar) as product_area,
    cast(null as varchar) as touchpoint,
    seconds_to_value / 86400.0 as numerator,
    cast(1 as double) as denominator
from accounts_with_value
