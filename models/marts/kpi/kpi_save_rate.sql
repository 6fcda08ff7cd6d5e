-- Of the subscriptions that customers asked to cancel, after how many did they stay customers?
select
    {{ observation('fct_subscriptions', subject='subscription_id', at='cancellation_decided_at',
        numerator='is_saved') }},
    is_saved_unknown_because as unknown_because
from {{ ref('fct_subscriptions') }}
where is_save_window_closed and is_paid and not is_one_off
