-- Of the subscriptions that customers asked to cancel, how many still ran 90 days later?
select
    {{ observation('fct_subscriptions', subject='subscription_id', at='cancel_requested_at',
        numerator='is_active_after_save_window') }}
from {{ ref('fct_subscriptions') }}
where is_save_window_closed and not is_one_off
