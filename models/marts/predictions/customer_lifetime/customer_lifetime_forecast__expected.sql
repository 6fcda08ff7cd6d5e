-- What is expected of each customer in the 365 days after each origin, by each method that may be published, and what
-- came of it? Purchases of who orders, months of who subscribes; value in money.
with

expected as (

    select
        'orders' as basis,
        'bg_nbd' as method,
        histories.origin_on,
        histories.is_newest,
        histories.customer_id,
        purchases.purchases_expected as units_expected,
        cast(histories.purchases_after as double) as units_after,
        purchases.probability_active,
        cast(null as double) as share_kept_12,
        cast(null as double) as months_expected_36,
        cast(null as double) as monthly_amount,
        purchases.value_expected,
        histories.amount_after
    from {{ ref('customer_lifetime_forecast__histories') }} as histories
    inner join {{ ref('customer_lifetime_forecast__purchases') }} as purchases
        on
            histories.origin_on = purchases.origin_on
            and histories.customer_id = purchases.customer_id
            and purchases.row_kind = 'customer'
    {% for method, suffix in {'monthly_hazards': 'by_month', 'constant_rate': 'at_one_rate'}.items() %}
    union all

    select
        'subscriptions' as basis,
        '{{ method }}' as method,
        origin_on,
        is_newest,
        account_id as customer_id,
        months_expected_12_{{ suffix }} as units_expected,
        months_after as units_after,
        1 as probability_active,
        share_kept_12_{{ suffix }} as share_kept_12,
        months_expected_36_{{ suffix }} as months_expected_36,
        cast(mrr_amount as double) as monthly_amount,
        months_expected_12_{{ suffix }} * cast(mrr_amount as double) as value_expected,
        amount_after
    from {{ ref('customer_lifetime_forecast__subscriptions') }}
    {% endfor %}
),

-- equals share a band, so that no name decides; where no value is known at all, purchases or months do
ranked as (

    select
        *,
        rank() over (
            partition by basis, method, origin_on
            order by round(value_expected, 6) desc nulls last, round(units_expected, 9) desc nulls last
        ) - 1 as before,
        count(*) over (partition by basis, method, origin_on) as customers,
        count(value_expected) over (partition by basis, method, origin_on) as valued
    from expected

)

select
    basis,
    method,
    origin_on,
    is_newest,
    customer_id,
    units_expected,
    units_after,
    probability_active,
    share_kept_12,
    months_expected_36,
    monthly_amount,
    value_expected,
    amount_after,
    case
        when valued > 0 and value_expected is null then null
        when before < 0.1 * coalesce(nullif(valued, 0), customers) then 'top_tenth'
        when before < 0.5 * coalesce(nullif(valued, 0), customers) then 'upper_half'
        else 'lower_half'
    end as value_band

from ranked
