-- What customers got out of it, in money. A table without an id keeps every row.
with

{{ union_sources('value_events') }}

select
    arrived.source,
    coalesce(accounts.account_id, {{ account_pseudonym('arrived.account_id') }}) as customer_id,
    case when accounts.account_id is null then arrived.account_id end as orphan_account_id,
    not coalesce(accounts.is_test, false) as is_counted,
    arrived.kind,
    arrived.amount,
    arrived.occurred_at,
    arrived._loaded_at

from arrived
left join {{ ref('int_accounts') }} as accounts on arrived.account_id = accounts.landed_account_id
