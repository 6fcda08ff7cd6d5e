-- Every subscription that counts: what it costs, how long it runs, and whether a customer who asked to cancel stayed.
with

-- the last price of each subscription, and whether it ever had one
prices as (

    select
        subscription_id,
        max_by(mrr_amount, starts_at) as mrr_amount,
        bool_or(coalesce(landed_mrr > 0, true)) as is_paid
    from {{ ref('int_subscription_prices') }}
    group by subscription_id

)

select
    subscriptions.subscription_id,
    subscriptions.customer_id as account_id,
    subscriptions.plan,
    subscriptions.is_one_off,
    coalesce(prices.is_paid, false) as is_paid,
    prices.mrr_amount,
    subscriptions.started_at,
    subscriptions.ended_at,
    subscriptions.term_ends_at,
    subscriptions.cancel_requested_at,
    cancellations.decided_at as cancellation_decided_at,
    coalesce(cancellations.is_window_closed, false) as is_save_window_closed,
    cancellations.is_saved,
    cancellations.is_saved_unknown_because

from {{ ref('int_subscriptions') }} as subscriptions
left join {{ ref('int_cancellations') }} as cancellations
    on subscriptions.subscription_id = cancellations.subscription_id
left join prices on subscriptions.subscription_id = prices.subscription_id
where subscriptions.is_counted
