-- Amounts that cannot be converted into the reporting currency.
with

unconvertible as (

    select
        source,
        'orders' as table_name,
        order_id as record_key,
        currency
    from {{ ref('int_orders') }}
    where landed_amount is not null and amount is null

    union

    select
        subscriptions.source,
        'subscriptions' as table_name,
        subscriptions.subscription_id as record_key,
        prices.currency
    from {{ ref('int_subscription_prices') }} as prices
    inner join {{ ref('int_subscriptions') }} as subscriptions
        on prices.subscription_id = subscriptions.subscription_id
    where prices.landed_mrr is not null and prices.mrr_amount is null

)

select
    source,
    table_name,
    record_key,
    'not_convertible' as reason,
    'seed exchange_rates has no rate for ' || upper(left(currency, 3)) || ' on that day' as detail

from unconvertible
