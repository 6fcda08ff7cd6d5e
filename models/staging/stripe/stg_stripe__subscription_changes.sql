-- Changes of the MRR, the plan or the term of subscriptions. What a subscription began with stands there, too.
select
    {{ as_contract('subscription_changes', {
        'subscription_id': 'changes.subscription_id',
        'changed_at': 'changes.changed_at',
        'mrr': 'changes.mrr',
        'currency': 'changes.currency',
        'plan': 'changes.plan',
        'term_ends_at': 'changes.term_ends_at',
        '_loaded_at': 'versions._loaded_at',
    }) }}

from {{ ref('base_stripe__mrr') }} as changes
inner join {{ ref('base_stripe__versions') }} as versions
    on changes.subscription_id = versions.id and versions.is_newest
