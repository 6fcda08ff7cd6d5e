-- Among how many ways to pay could the customer choose?
with

orders as (

    select * from {{ ref('fct_orders') }}
    where payment_option_count is not null

)

select
    order_id as subject_id,
    ordered_at as observed_at,
    account_id,
    cluster_id,
    cast(null as varchar) as agent_id,
    cast(null as varchar) as team_id,
    cast(null as varchar) as channel,
    cast(null as varchar) as priority,
    cast(null as varchar) as complexity,
    cast(null as varchar) as product_area,
    cast(null as varchar) as touchpoint,
    cast(payment_option_count as double) as numerator,
    cast(1 as double) as denominator

from orders
