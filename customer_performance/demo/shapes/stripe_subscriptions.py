"""Who is in Stripe, and what they subscribe to."""

SYNCED = "(select synced_at from stripe_synced)"
# Of an account that never landed nobody knows whether it is for tests.
IS_LIVE = "not coalesce(accounts.is_test, false)"

STEPS = {
    "stripe_synced": """
        select greatest(
            (select max(updated_at) from plain.subscriptions), (select max(changed_at) from plain.subscription_changes),
            (select max(ordered_at) from plain.orders)
        ) + interval 1 hour as synced_at
    """,
    "customers": """
        select account_id, 'cus_' || lpad(cast(row_number() over (order by account_id) as varchar), 6, '0') as id
        from (
            select account_id from plain.accounts
            union select account_id from plain.subscriptions
            union select account_id from plain.orders
        )
        where account_id is not null
    """,
    # What ends before it starts, and what does not recur, is no subscription of Stripe's.
    "subscribed": """
        select
            *, row_number() over (order by subscription_id) as number, lower(coalesce(currency, 'EUR')) as money,
            case when ended_at > (select synced_at from stripe_synced) then ended_at end as ends_later_at
        from plain.subscriptions
        where not coalesce(is_one_off, false) and coalesce(ended_at >= started_at, true)
    """,
    # What each came to, from when on: its own row, unless a change is dated at its start or before.
    "states": """
        select
            *, row_number() over (partition by number order by starts_at) as place,
            lag(mrr) over (partition by number order by starts_at) as mrr_before,
            lag(term_ends_at) over (partition by number order by starts_at) as term_ended_at
        from (
            select number, started_at as starts_at, null as changed_at, mrr, term_ends_at from subscribed
            union all
            select
                subscribed.number, greatest(changes.changed_at, subscribed.started_at), changes.changed_at, changes.mrr,
                changes.term_ends_at
            from plain.subscription_changes as changes
            join subscribed using (subscription_id)
            where coalesce(changes.changed_at < subscribed.ended_at, true)
        )
        qualify row_number() over (partition by number, starts_at order by changed_at desc nulls last, mrr) = 1
    """,
    # A subscription with terms is paid for by the year.
    "priced": """
        select
            states.*, subscribed.money,
            if(bool_or(states.term_ends_at is not null) over by_number, 'year', 'month') as every,
            cast(round(100 * states.mrr * if(every = 'year', 12, 1)) as bigint) as unit_amount,
            coalesce('price_' || subscribed.money || '_' || every || '_' || unit_amount, 'price_lost') as price
        from states
        join subscribed using (number)
        window by_number as (partition by states.number)
    """,
    # A request that led to nothing was taken back a day later.
    "requested": """
        select
            number, cancel_requested_at as requested_at,
            case when ended_at is null then cancel_requested_at + interval 1 day end as withdrawn_at
        from subscribed
        where cancel_requested_at is not null
    """,
    "versions": """
        select
            times.number, times.at, coalesce(times.at >= subscribed.ended_at, false) as is_over,
            case
                when times.at >= requested.requested_at and coalesce(times.at < requested.withdrawn_at, true)
                    then requested.requested_at
            end as asked_at
        from (
            select number, starts_at as at from states
            union select number, requested_at from requested
            union select number, withdrawn_at from requested where withdrawn_at <= (select synced_at from stripe_synced)
            union select number, ended_at from subscribed where ended_at is not null and ends_later_at is null
        ) as times
        join subscribed using (number)
        left join requested using (number)
    """,
}

TABLES = {
    "customer": f"""
        select
            customers.id, accounts.name, accounts.country as address_country, {IS_LIVE} as livemode,
            false as is_deleted, accounts.created_at as created,
            to_json(struct_pack(
                external_id := accounts.account_id, segment := accounts.segment, industry := accounts.industry,
                region := accounts.region, plan := accounts.plan, customer_type := accounts.customer_type,
                is_person := accounts.is_person, acquisition_source := accounts.acquisition_source
            )) as metadata,
            {SYNCED} as _fivetran_synced
        from plain.accounts as accounts
        join customers using (account_id)
        order by customers.id
    """,
    "subscription_history": f"""
        select
            'sub_' || versions.number as id, customers.id as customer_id,
            if(versions.is_over, 'canceled', 'active') as status, 1 as quantity, subscribed.started_at as start_date,
            subscribed.started_at as created, {IS_LIVE} as livemode, states.term_ends_at as current_period_end,
            if(versions.asked_at is null, null, subscribed.ends_later_at) as cancel_at,
            versions.asked_at is not null and subscribed.ends_later_at is null and not versions.is_over
                as cancel_at_period_end,
            coalesce(versions.asked_at, if(versions.is_over, subscribed.ended_at, null)) as canceled_at,
            if(versions.is_over, subscribed.ended_at, null) as ended_at,
            case
                when versions.asked_at is not null then 'cancellation_requested'
                when versions.is_over then 'payment_failed'
            end as cancellation_details_reason,
            if(versions.asked_at is null, null, subscribed.cancel_reason) as cancellation_details_comment,
            versions.at as _fivetran_start,
            coalesce(lead(versions.at) over by_number, timestamp '9999-12-31 23:59:59') as _fivetran_end,
            lead(versions.at) over by_number is null as _fivetran_active, {SYNCED} as _fivetran_synced
        from versions
        join subscribed using (number)
        asof join states on versions.number = states.number and versions.at >= states.starts_at
        left join customers using (account_id)
        left join plain.accounts as accounts using (account_id)
        window by_number as (partition by versions.number order by versions.at)
        order by versions.number, versions.at
    """,
    "subscription_item": f"""
        select
            'si_' || number as id, 'sub_' || number as subscription_id, price as plan_id, 1 as quantity,
            subscribed.started_at as created, priced.term_ends_at as current_period_end, {SYNCED} as _fivetran_synced
        from priced
        join subscribed using (number)
        qualify row_number() over (partition by number order by starts_at desc) = 1
        order by number
    """,
    "price": f"""
        select distinct
            price as id, money as currency, 'per_unit' as billing_scheme, 'recurring' as type,
            every as recurring_interval, 1 as recurring_interval_count, 'licensed' as recurring_usage_type, unit_amount,
            {SYNCED} as _fivetran_synced
        from priced
        where unit_amount is not null
        order by price
    """,
    # Within a period a change gives back what is left of the old price, and bills what is left of the new one.
    "invoice_line_item": f"""
        select
            'il_' || number || '_' || place || if(credits.is_credit, '_back', '') as id,
            'in_' || number || '_' || place as invoice_id, 'sub_' || number as subscription_id,
            'si_' || number as subscription_item_id,
            if(credits.is_credit, lag(price) over by_number, price) as plan_id,
            1 as quantity,
            if(credits.is_credit, -cast(100 * mrr_before as bigint), coalesce(unit_amount, 0)) as amount,
            is_proration as proration, starts_at as period_start, term_ends_at as period_end,
            {SYNCED} as _fivetran_synced
        from (
            select *, place > 1 and coalesce(starts_at <> term_ended_at, true) as is_proration from priced
        )
        cross join (values (false), (true)) as credits(is_credit)
        window by_number as (partition by number, credits.is_credit order by place)
        qualify not credits.is_credit or (is_proration and mrr_before > 0)
        order by number, place, id
    """,
}
