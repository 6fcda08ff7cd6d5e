-- Rows of billing that came twice, point at a parent that never landed, or lie in an order that cannot be.
with

repeated as (

    {% for entity, key in [
        ('subscriptions', 'subscription_id'), ('orders', 'order_id'), ('order_claims', 'claim_id'),
        ('quotes', 'quote_id'), ('referrals', 'referral_id'),
    ] -%}
    select
        source,
        '{{ entity }}' as table_name,
        {{ key }} as record_key,
        'duplicate' as reason,
        cast(copies as varchar) || ' rows arrived with this id; the newest counts' as detail
    from {{ ref('int_' ~ entity) }}
    where copies > 1
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}

),

-- a table that never came cannot be missed row by row
orphans as (

    {% for entity, key in [
        ('subscriptions', 'subscription_id'), ('orders', 'order_id'), ('quotes', 'quote_id'),
        ('referrals', 'referral_id'), ('value_events', 'customer_id'),
    ] -%}
    select
        source,
        '{{ entity }}' as table_name,
        {{ key }} as record_key,
        'orphan' as reason,
        'its account never landed' as detail
    from {{ ref('int_' ~ entity) }}
    where is_orphan and exists (select accounts.account_id from {{ ref('int_accounts') }} as accounts)
    union all
    {% endfor %}
    select
        source,
        'order_claims' as table_name,
        claim_id as record_key,
        'orphan' as reason,
        'its order never landed' as detail
    from {{ ref('int_order_claims') }}
    where is_orphan

    union all

    select
        changes.source,
        'subscription_changes' as table_name,
        changes.subscription_id as record_key,
        'orphan' as reason,
        'its subscription never landed' as detail
    from {{ ref('int_subscription_changes') }} as changes
    left join {{ ref('int_subscriptions') }} as subscriptions
        on changes.subscription_id = subscriptions.subscription_id
    where subscriptions.subscription_id is null

),

disordered as (

    {% for entity, key, earlier, later, reason in [
        ('subscriptions', 'subscription_id', 'started_at', 'ended_at', 'ended_before_start'),
        ('orders', 'order_id', 'ordered_at', 'delivered_at', 'delivered_before_order'),
        ('quotes', 'quote_id', 'requested_at', 'sent_at', 'sent_before_request'),
        ('referrals', 'referral_id', 'referred_at', 'converted_at', 'converted_before_referral'),
    ] -%}
    select
        source,
        '{{ entity }}' as table_name,
        {{ key }} as record_key,
        '{{ reason }}' as reason,
        '{{ later }} is ' || cast({{ later }} as varchar) as detail
    from {{ ref('int_' ~ entity) }}
    where {{ later }} < {{ earlier }}
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}

)

select * from repeated

union all

select * from orphans

union all

select * from disordered
