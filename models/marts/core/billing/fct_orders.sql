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
        case when is_purchase then source end as evidence_source,
        case when {{ latest_of('delivered_at', 'is_delivered_at_date_only') }} >= ordered_at then delivered_at end
            as possible_delivered_at
    from {{ ref('int_orders') }}
    where is_counted

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
    case when orders.is_customers_purchase then cast(orders.order_number as bigint) end as order_number,
    case when orders.is_customers_purchase then orders.next_ordered_at end as next_ordered_at,
    orders.ordered_at + interval '365' day <= as_of.as_of as is_repeat_purchase_window_closed,
    case
        when orders.is_customers_purchase
            then coalesce(orders.next_ordered_at <= orders.ordered_at + interval '365' day, false)
    end as is_followed_by_purchase,
    coalesce(orders.possible_delivered_at + interval '{{ var("claim_days") }}' day <= as_of.as_of, false)
        as is_claim_window_closed,
    -- before its source told of claims it is unknown whether an order arrived whole
    case when {{ is_told('claim_evidence') }} then coalesce(claims.claim_count, 0) end as claim_count,
    case when {{ is_told('claim_evidence') }} then coalesce(claims.damage_claim_count, 0) > 0 end as is_broken,
    case
        when {{ is_told('claim_evidence') }} and coalesce(claims.unknown_costs, 0) = 0
            then coalesce(claims.damage_cost_amount, 0)
    end as damage_cost_amount,
    case when orders.is_purchase and not {{ is_told('claim_evidence') }} then 'not_told' end
        as is_broken_unknown_because,
    case
        when orders.is_purchase and not {{ is_told('claim_evidence') }} then 'not_told'
        when claims.unknown_costs > 0 then 'amount_unknown'
    end as damage_cost_unknown_because,
    options.payment_option_count,
    case when orders.is_purchase and options.order_id is null then 'not_told' end as payment_option_unknown_because

from orders
cross join {{ ref('int_as_of') }} as as_of
{{ join_evidence('claim_evidence', 'order_claim', 'orders.evidence_source', 'orders.ordered_at') }}
left join claims on orders.order_id = claims.order_id
left join {{ ref('int_order_payment_options') }} as options on orders.order_id = options.order_id
