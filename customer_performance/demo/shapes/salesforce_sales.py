"""Contracts, one for each term, orders and quotes."""

from customer_performance.demo.shapes.salesforce_ids import record_id

QUOTE_WORDS = {"open": "Presented", "accepted": "Accepted", "rejected": "Denied", "expired": "Expired"}
QUOTE_WORD = " ".join(f"when '{ours}' then '{theirs}'" for ours, theirs in QUOTE_WORDS.items())

STEPS = {
    # A renewal is a new contract, and there is none of a single purchase. What is to end later does not say so yet.
    "terms": """
        select
            *, lead(starts_on) over (partition by subscription_id order by starts_on) as next_starts_on
        from (
            select distinct
                subscriptions.subscription_id, subscriptions.account_id, subscriptions.plan, subscriptions.updated_at,
                cast(boundaries.starts_at as date) as starts_on, synced.synced_at,
                cast(if(subscriptions.ended_at <= synced.synced_at, subscriptions.ended_at, null) as date) as ends_on
            from plain.subscriptions as subscriptions
            cross join synced
            join (
                select subscription_id, started_at as starts_at from plain.subscriptions
                union select subscription_id, term_ends_at from plain.subscriptions
                union select subscription_id, term_ends_at from plain.subscription_changes
            ) as boundaries using (subscription_id)
            where not coalesce(subscriptions.is_one_off, false)
                and boundaries.starts_at >= subscriptions.started_at
                and coalesce(cast(boundaries.starts_at as date) < cast(subscriptions.ended_at as date), true)
        )
    """,
}

TABLES = {
    # The last day is covered, and a term that is to come is no contract yet.
    "contract": f"""
        select
            {record_id("800", "row_number() over (order by terms.subscription_id, terms.starts_on)")} as id,
            accounts.id as account_id, terms.plan as plan_c, terms.starts_on as start_date,
            coalesce(terms.next_starts_on, terms.ends_on) - 1 as end_date,
            if(terms.next_starts_on is null and terms.ends_on is not null, 'Terminated', 'Activated') as status,
            terms.updated_at as last_modified_date, false as is_deleted
        from terms
        join account_ids as accounts using (account_id)
        where terms.starts_on <= terms.synced_at
        order by id
    """,
    "order": f"""
        select
            {record_id("801", "row_number() over (order by orders.order_id)")} as id, accounts.id as account_id,
            contacts.id as bill_to_contact_id, cast(orders.ordered_at as date) as effective_date, 'Activated' as status,
            abs(orders.amount) as total_amount, coalesce(orders.amount < 0, false) as is_reduction_order,
            orders.currency as currency_iso_code, orders.ordered_at as last_modified_date, false as is_deleted
        from plain.orders as orders
        left join account_ids as accounts using (account_id)
        left join contact_ids as contacts on contacts.person = orders.contact_id
        order by id
    """,
    "quote": f"""
        select
            {record_id("0Q0", "row_number() over (order by quotes.quote_id)")} as id, accounts.id as account_id,
            users.id as owner_id, case lower(quotes.status) {QUOTE_WORD} end as status, quotes.amount as grand_total,
            quotes.requested_at as created_date, coalesce(quotes.decided_at, quotes.requested_at) as last_modified_date,
            false as is_deleted
        from plain.quotes as quotes
        left join account_ids as accounts using (account_id)
        left join user_ids as users on users.person = quotes.owner_id and not users.is_portal
        order by id
    """,
}
