-- Customer lifetime value = average purchase value × purchases a customer × lifespan, counted from the orders of the
-- customers who only order; and each part is there.
with

metric as (

    select
        observations.observed_at,
        sum(observations.numerator) / sum(observations.denominator) as lifetime_value
    from {{ ref('kpi_customer_lifetime_value') }} as observations
    left join {{ ref('fct_subscriptions') }} as subscriptions on observations.subject_id = subscriptions.account_id
    where subscriptions.account_id is null and observations.numerator is not null
    group by observations.observed_at

),

-- an order of an unknown amount makes the whole year of its customer unknown
customers as (

    select
        months.month_ends_at,
        orders.customer_id,
        sum(orders.amount) as revenue_amount,
        count(*) filter (where orders.is_purchase) as purchase_count
    from {{ ref('int_months') }} as months
    inner join {{ ref('fct_orders') }} as orders
        on
            months.next_month_starts_at > orders.ordered_at
            and cast(months.month_start_on - interval '11' month as timestamp)
            <= {{ to_reporting_time('orders.ordered_at') }}
    left join {{ ref('fct_subscriptions') }} as subscriptions on orders.customer_id = subscriptions.account_id
    where orders.customer_id is not null and subscriptions.account_id is null
    group by months.month_ends_at, orders.customer_id
    having count(*) = count(orders.amount) and sum(orders.amount) > 0

),

lifespans as (

    select
        months.month_ends_at,
        lifespans.lifespan_years
    from {{ ref('int_company_lifespans') }} as lifespans
    inner join {{ ref('int_months') }} as months on lifespans.month_start_on = months.month_start_on

),

parts as (

    select
        customers.month_ends_at,
        max(lifespans.lifespan_years) as lifespan_years,
        cast(sum(customers.revenue_amount) as double) / sum(customers.purchase_count) as average_purchase_value,
        cast(sum(customers.purchase_count) as double) / count(*) as purchase_frequency
    from customers
    inner join lifespans on customers.month_ends_at = lifespans.month_ends_at
    group by customers.month_ends_at

)

select
    metric.observed_at,
    metric.lifetime_value,
    parts.average_purchase_value,
    parts.purchase_frequency,
    parts.lifespan_years

from metric
left join parts on metric.observed_at = parts.month_ends_at
where
    parts.lifespan_years is null
    or abs(
        metric.lifetime_value - parts.average_purchase_value * parts.purchase_frequency * parts.lifespan_years
    ) > 1e-6 * (1 + metric.lifetime_value)
