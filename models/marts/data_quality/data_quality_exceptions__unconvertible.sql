-- Rows of billing that cannot be converted, or bear a date after the day they were loaded.
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

),

-- a subscription or a change that is to begin later is a plan
future as (

    {% for entity, key, moment in [
        ('subscriptions', 'subscription_id', 'cancel_requested_at'), ('orders', 'order_id', 'ordered_at'),
        ('order_claims', 'claim_id', 'claimed_at'), ('quotes', 'quote_id', 'requested_at'),
        ('quotes', 'quote_id', 'sent_at'), ('referrals', 'referral_id', 'referred_at'),
        ('value_events', 'customer_id', 'occurred_at'),
    ] -%}
    select
        source,
        '{{ entity }}' as table_name,
        {{ key }} as record_key,
        'dated_after_load' as reason,
        '{{ moment }} is ' || cast({{ moment }} as varchar) as detail
    from {{ ref('int_' ~ entity) }}
    where {{ moment }} > _loaded_at
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}

)

select
    source,
    table_name,
    record_key,
    'not_convertible' as reason,
    'seed exchange_rates has no rate for ' || upper(left(currency, 3)) || ' on that day' as detail
from unconvertible

union all

select * from future
