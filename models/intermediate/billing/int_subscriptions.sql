-- Every subscription, one row each, with the customer who pays for it.
with

{{ union_sources('subscriptions', 'subscription_id', 'updated_at') }}

select
    latest.source,
    latest.copies,
    latest.copy_rule,
    latest.subscription_id,
    -- an account that never landed is a customer all the same, of whom nothing else is known
    coalesce(accounts.account_id, {{ account_pseudonym('latest.account_id') }}) as customer_id,
    case when accounts.account_id is null then latest.account_id end as orphan_account_id,
    latest.plan,
    latest.mrr as landed_mrr,
    latest.currency,
    coalesce(latest.is_one_off, false) as is_one_off,
    coalesce(latest.ended_at < latest.started_at, false) as is_ended_before_start,
    not coalesce(accounts.is_test, false)
    and not coalesce(latest.ended_at < latest.started_at, false) as is_counted,
    latest.cancel_reason,
    latest.started_at,
    latest.ended_at,
    latest.term_ends_at,
    latest.cancel_requested_at,
    latest.updated_at,
    latest._loaded_at

from latest
left join {{ ref('int_accounts') }} as accounts on latest.account_id = accounts.landed_account_id
