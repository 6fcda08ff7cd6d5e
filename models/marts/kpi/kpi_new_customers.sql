-- How many accounts became customers?
with

customers as (

    select * from {{ ref('fct_customers') }}

)

select
    account_id as subject_id,
    became_customer_at as observed_at,
    account_id,
    account_id as cluster_id,
    cast(null as varchar) as agent_id,
    cast(null as varchar) as team_id,
    cast(null as varchar) as channel,
    cast(null as varchar) as priority,
    cast(null as varchar) as complexity,
    cast(null as varchar) as product_area,
    cast(null as varchar) as touchpoint,
    cast(1 as double) as numerator,
    cast(1 as double) as denominator

from customers
