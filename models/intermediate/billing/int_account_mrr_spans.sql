-- From when to when did each customer pay for a subscription, and how much a month? A gap is bridged, at what was paid
-- before it, where the next start is at most var `churn_grace_days` after the end; so is a time at nothing.
with

paid as (

    select
        customer_id,
        starts_at,
        ends_at,
        mrr_amount,
        lead(starts_at) over (partition by customer_id order by starts_at asc) as next_starts_at
    from {{ ref('int_account_mrr_levels') }}
    where is_customer

),

bridged as (

    select
        customer_id,
        starts_at,
        ends_at,
        false as is_bridged,
        mrr_amount
    from paid

    union all

    select
        customer_id,
        ends_at as starts_at,
        next_starts_at as ends_at,
        true as is_bridged,
        mrr_amount
    from paid
    where next_starts_at > ends_at and next_starts_at < {{ grace_ends_at('ends_at') }}

),

-- where one price of a customer is unknown, so is the MRR at all times, lest it move where nothing did
unknown as (

    select distinct customer_id
    from {{ ref('int_subscription_prices') }}
    where not is_one_off and mrr_amount is null

)

select
    bridged.customer_id,
    bridged.starts_at,
    bridged.ends_at,
    bridged.is_bridged,
    case when unknown.customer_id is null then cast(bridged.mrr_amount as decimal(18, 2)) end as mrr_amount

from bridged
left join unknown on bridged.customer_id = unknown.customer_id
