-- Every order that counts: what it brought, whether it arrived whole, and whether its customer came back.
with

orders as (

    select
        *,
        row_number() over (partition by customer_id, is_purchase order by ordered_at asc, order_id asc) as order_number,
        -- two orders at the same time are one purchase, and the second is no return of the customer
        min(ordered_at) over (
            partition by customer_id, is_purchase
            order by ordered_at asc
            range between interval '1' microsecond following and unbounded following
        ) as next_ordered_at,
        is_purchase and customer_id is not null as is_customers_purchase,
        case when delivered_at >= ordered_at then delivered_at end as possible_delivered_at
    from {{ ref('int_orders') }}
    where is_counted

),

sources_with_claims as (

    select distinct source
    from {{ ref('int_order_claims') }}

),

-- a claim counts until the window closes, whenever it was made before; one without a date counts
claims as (

    select
        orders.order_id,
        count(*) as claim_count,
        count(*) filter (where claims.kind in ('damage', 'loss')) as damage_claim_count,
        cast(sum(claims.cost_amount) filter (where claims.kind in ('damage', 'loss')) as decimal(18, 2))
            as damage_cost_amount,
        count(*) filter (where claims.kind in ('damage', 'loss') and claims.cost_amount is null) as unknown_costs
    from orders
    inner join {{ ref('int_order_claims') }} as claims on orders.order_id = claims.order_id
    where
        coalesce(
            claims.claimed_at <= orders.possible_delivered_at + interval '{{ var("claim_days") }}' day, true
        )
    group by orders.order_id

),

options as (

    select
        orders.order_id,
        count(
            distinct case
                when
                    orders.ordered_at >= payment_options.available_from
                    and orders.ordered_at < payment_options.available_to
                    then payment_options.method || '|' || coalesce(payment_options.payment_plan, '')
            end
        ) as payment_option_count
    from orders
    inner join {{ ref('int_payment_options') }} as payment_options on orders.market = payment_options.market
    where orders.is_purchase
    group by orders.order_id

)

select
    orders.order_id,
    orders.account_id,
    orders.customer_id,
    orders.contact_id,
    coalesce(orders.customer_id, orders.order_id) as cluster_id,
    orders.market,
    orders.payment_method,
    orders.payment_plan,
    orders.is_purchase,
    orders.amount,
    orders.ordered_at,
    orders.possible_delivered_at as delivered_at,
    case when orders.is_customers_purchase then orders.order_number end as order_number,
    case when orders.is_customers_purchase then orders.next_ordered_at end as next_ordered_at,
    orders.ordered_at + interval '365' day <= as_of.as_of as is_repeat_purchase_window_closed,
    case
        when orders.is_customers_purchase
            then coalesce(orders.next_ordered_at <= orders.ordered_at + interval '365' day, false)
    end as is_followed_by_purchase,
    coalesce(orders.possible_delivered_at + interval '{{ var("claim_days") }}' day <= as_of.as_of, false)
        as is_claim_window_closed,
    -- without a table of claims it is unknown whether an order arrived whole
    case when sources_with_claims.source is not null then coalesce(claims.claim_count, 0) end as claim_count,
    case when sources_with_claims.source is not null then coalesce(claims.damage_claim_count, 0) > 0 end as is_broken,
    case
        when sources_with_claims.source is not null and coalesce(claims.unknown_costs, 0) = 0
            then coalesce(claims.damage_cost_amount, 0)
    end as damage_cost_amount,
    options.payment_option_count

from orders
cross join {{ ref('int_as_of') }} as as_of
left join sources_with_claims on orders.is_purchase and orders.source = sources_with_claims.source
left join claims on orders.order_id = claims.order_id
left join options on orders.order_id = options.order_id
