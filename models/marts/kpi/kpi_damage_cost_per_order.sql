-- What does damage and loss cost us for each order delivered?
with

orders as (

    select * from {{ ref('fct_orders') }}
    where is_claim_window_closed and damage_cost_amount is not null

)

select
    order_id as subject_id,
    delivered_at as observed_at,
    account_id,
    cluster_id,
    cast(null as varchar) as agent_id,
    cast(null as varchar) as team_id,
    cast(null as varchar) as channel,
    cast(null as varchar) as priority,
    cast(null as varchar) as complexity,
    cast(null as varchar) as product_area,
    cast(null as varchar) as touchpoint,
    cast(damage_cost_amount as double) as numerator,
    cast(1 as double) as denominator

from orders
