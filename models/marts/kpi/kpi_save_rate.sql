-- Of the subscriptions that customers asked to cancel, how many still ran 90 days later?
select
    subscription_id as subject_id,
    cancel_requested_at as observed_at,
    {{ dimensions_of('fct_subscriptions') }},
    cast(is_active_after_save_window as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_subscriptions') }}
where is_save_window_closed and not is_one_off
