"""What customers of Stripe paid: invoices of subscriptions, and charges without one, of which some are disputed."""

from customer_performance.demo.shapes.stripe_subscriptions import IS_LIVE, SYNCED

STEPS = {
    "charged": """
        select *, 'ch_' || row_number() over (order by ordered_at, order_id) as charge
        from plain.orders
        where amount > 0
    """,
}

TABLES = {
    "invoice": f"""
        select
            'in_' || number || '_' || place as id, customers.id as customer_id, 'sub_' || number as subscription_id,
            'paid' as status, priced.money as currency, coalesce(unit_amount, 0) as amount_paid,
            priced.starts_at as created, {IS_LIVE} as livemode, {SYNCED} as _fivetran_synced
        from priced
        join subscribed using (number)
        left join customers on customers.account_id = subscribed.account_id
        left join plain.accounts as accounts on accounts.account_id = subscribed.account_id
        order by number, place
    """,
    "charge": f"""
        select
            charged.charge as id, customers.id as customer_id, null as invoice_id, 'succeeded' as status,
            true as captured, cast(round(100 * charged.amount) as bigint) as amount,
            lower(coalesce(charged.currency, 'EUR')) as currency,
            charged.payment_method as payment_method_details_type, charged.ordered_at as created,
            {IS_LIVE} as livemode, {SYNCED} as _fivetran_synced
        from charged
        left join customers using (account_id)
        left join plain.accounts as accounts using (account_id)
        order by charged.ordered_at, charged.charge
    """,
    "dispute": f"""
        select
            'dp_' || row_number() over (order by claims.claimed_at, claims.claim_id) as id, charged.charge as charge_id,
            cast(round(100 * claims.credit_amount) as bigint) as amount,
            lower(coalesce(charged.currency, 'EUR')) as currency, claims.claimed_at as created, 'lost' as status,
            true as livemode, {SYNCED} as _fivetran_synced
        from plain.order_claims as claims
        join charged using (order_id)
        where claims.credit_amount > 0
        order by claims.claimed_at, id
    """,
}
