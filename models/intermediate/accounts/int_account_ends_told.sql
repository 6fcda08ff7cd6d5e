-- Of which customers would be known that they have left? Not of those who have anything from a source that tells of no
-- end.
select
    'accounts' as basis,
    accounts.account_id as customer_id,
    accounts.source in (
        select evidence.source from {{ ref('int_evidence') }} as evidence
        where evidence.kind = 'account_end'
    ) as is_told

from {{ ref('int_accounts') }} as accounts

union all

select
    'subscriptions' as basis,
    subscriptions.customer_id,
    bool_and(subscriptions.source in (
        select evidence.source from {{ ref('int_evidence') }} as evidence
        where evidence.kind = 'subscription_end'
    )) as is_told

from {{ ref('int_subscriptions') }} as subscriptions
where subscriptions.is_counted and not subscriptions.is_one_off
group by subscriptions.customer_id
