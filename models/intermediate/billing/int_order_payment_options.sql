-- Among how many ways to pay could the customer choose at each purchase? Only where anything is known of its market.
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

from {{ ref('int_orders') }} as orders
inner join {{ ref('int_payment_options') }} as payment_options
    on lower(orders.market) = lower(payment_options.market)
where orders.is_counted and orders.is_purchase
group by orders.order_id
