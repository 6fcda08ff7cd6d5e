-- Of the subscriptions that customers asked to cancel, how many still ran 90 days later?
with

subscriptions as (

    select * from {{ ref('fct_subscriptions') }}
    where is_save_window_closed and not is_one_off

)

select
    subscription_id as subject_id,
    cancel_requested_at as observed_at,
    account_id,
    account_id as cluster_id,
    cast(null as varchar) as agent_id,
    cast(null as varchar) as team_id,
    cast(null as varchar) as channel,
    cast(null as varchar) as priority,
    cast(null as varchar) as complexity,
    cast(null as varchar) as product_area,
    cast(null as varchar) as touchpoint,
    cast(is_active_after_save_window as double) as numerator,
    cast(1 as double) as denominator

from subscriptions
