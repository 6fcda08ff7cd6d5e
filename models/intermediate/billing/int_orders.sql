-- Every order, one row each, with its customer and its amount in the reporting currency.
with

{{ union_sources('orders', 'order_id') }},

pseudonymised as (

    select
        *,
        {{ pseudonym('contact_id') }} as contact_pseudonym,
        {{ account_pseudonym('account_id') }} as account_pseudonym,
        -- an order of 0 is a purchase only where the source never tells an amount
        coalesce(amount > 0 or (amount = 0 and max(amount) over (partition by source) <= 0), true) as is_purchase
    from latest

)

select
    orders.source,
    orders.copies,
    orders.copy_rule,
    orders.order_id,
    coalesce(accounts.account_id, case when orders.account_id is null then contacts.account_id end) as account_id,
    -- who bought: the account, landed or not, else the person; null where the order names neither
    coalesce(
        accounts.account_id, orders.account_pseudonym, contacts.account_id, orders.contact_pseudonym
    ) as customer_id,
    orders.contact_pseudonym as contact_id,
    case when accounts.account_id is null then orders.account_id end as orphan_account_id,
    not coalesce(accounts.is_test, contact_accounts.is_test, false) as is_counted,
    orders.is_purchase,
    orders.market,
    orders.payment_method,
    orders.payment_plan,
    orders.currency,
    orders.amount as landed_amount,
    {{ in_reporting_currency('orders.amount', 'exchange_rate') }} as amount,
    exchange_rate.rate as exchange_rate,
    orders.ordered_at,
    orders.delivered_at,
    {{ is_date_only('delivered_at', of='orders.') }} as is_delivered_at_date_only,
    orders._loaded_at

from pseudonymised as orders
left join {{ ref('int_accounts') }} as accounts on orders.account_id = accounts.landed_account_id
left join {{ ref('int_contacts') }} as contacts on orders.contact_pseudonym = contacts.contact_id
left join {{ ref('int_accounts') }} as contact_accounts on contacts.account_id = contact_accounts.account_id
{{ join_exchange_rate('exchange_rate', 'orders.currency', 'orders.ordered_at') }}
