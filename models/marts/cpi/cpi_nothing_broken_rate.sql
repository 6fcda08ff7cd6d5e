-- Of the orders delivered, how many came without damage or loss?
with

orders as (

    select * from {{ ref('fct_orders') }}
    where is_claim_window_closed and is_broken is not null

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
    cast(not is_broken as double) as numerator,
    cast(1 as double) as denominator

from orders
