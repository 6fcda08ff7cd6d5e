-- Every subscription that counts: what it costs, how long it runs, and whether a customer who asked to cancel stayed.
with

-- the last price of each subscription
prices as (

    select
        subscription_id,
        max_by(mrr_amount, starts_at) as mrr_amount
    from {{ ref('int_subscription_prices') }}
    group by subscription_id

)

select
    subscriptions.subscription_id,
    subscriptions.customer_id as account_id,
    subscriptions.plan,
    subscriptions.is_one_off,
    prices.mrr_amount,
    subscriptions.started_at,
    subscriptions.ended_at,
    subscriptions.term_ends_at,
    subscriptions.cancel_requested_at,
    coalesce(subscriptions.cancel_requested_at + interval '90' day <= as_of.as_of, false) as is_save_window_closed,
    case
        when subscriptions.cancel_requested_at is not null
            then coalesce(subscriptions.ended_at > subscriptions.cancel_requested_at + interval '90' day, true)
    end as is_active_after_save_window

from {{ ref('int_subscriptions') }} as subscriptions
cross join {{ ref('int_as_of') }} as as_of
left join prices on subscriptions.subscription_id = prices.subscription_id
where subscriptions.is_counted
