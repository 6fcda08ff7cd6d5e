-- What is a customer worth over the time that it stays?
with

customers as (

    select * from {{ ref('fct_customer_months') }}
    where lifetime_value_amount is not null and revenue_amount_12m > 0

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
    cast(lifetime_value_amount as double) as numerator,
    cast(1 as double) as denominator

from customers
