-- What each subscription came to cost from some time on; a change that landed twice is one.
with

{{ union_sources('subscription_changes') }}

select
    source,
    subscription_id,
    changed_at,
    mrr as landed_mrr,
    currency,
    plan,
    term_ends_at,
    max(_loaded_at) as _loaded_at

from arrived
group by source, subscription_id, changed_at, mrr, currency, plan, term_ends_at
