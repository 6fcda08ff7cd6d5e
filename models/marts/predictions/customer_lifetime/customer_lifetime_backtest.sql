-- How right was each method about the 365 days after each past origin, beside simple rules?
with

rates as (

    select
        origin_on,
        365e0 * sum(purchases) / nullif(sum(observed_days), 0) as mean_purchases
    from {{ ref('customer_lifetime_forecast__histories') }}
    group by origin_on

),

closed as (

    select * from {{ ref('customer_lifetime_forecast__expected') }}
    where not is_newest

),

foretold as (

    select
        basis,
        method,
        origin_on,
        units_expected as expected,
        units_after as actual
    from closed

    union all

    -- each goes on as so far: who orders at its own pace, who subscribes without an end
    select
        closed.basis,
        'past_rate' as method,
        closed.origin_on,
        case
            when closed.basis = 'subscriptions' then 12
            else coalesce(365e0 * histories.purchases / nullif(histories.observed_days, 0), 0)
        end as expected,
        closed.units_after as actual
    from closed
    left join {{ ref('customer_lifetime_forecast__histories') }} as histories
        on closed.origin_on = histories.origin_on and closed.customer_id = histories.customer_id
    where closed.method in ('bg_nbd', 'monthly_hazards')

    union all

    -- all order at one pace
    select
        closed.basis,
        'mean' as method,
        closed.origin_on,
        coalesce(rates.mean_purchases, 0) as expected,
        closed.units_after as actual
    from closed
    inner join rates on closed.origin_on = rates.origin_on
    where closed.basis = 'orders'

)

select
    basis,
    origin_on,
    method,
    cast(count(*) as integer) as customers,
    round({{ from_units('sum(' ~ in_units('expected') ~ ')') }}, 6) as units_expected,
    round({{ from_units('sum(' ~ in_units('actual') ~ ')') }}, 6) as units_actual,
    round({{ from_units('sum(' ~ in_units('abs(expected - actual)') ~ ')') }} / count(*), 9) as mae,
    round(sqrt({{ product_sum('(expected - actual)', '(expected - actual)') }} / count(*)), 9) as rmse

from foretold
group by basis, origin_on, method
