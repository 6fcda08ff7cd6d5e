-- What each method said of each account at each past month's end, and what came: models by all that was known, and
-- again without an open request to cancel, beside the rules that know as much.
with

known (features, method) as (

    values
    ('all', 'base_rate'),
    ('all', 'rule_recency'),
    ('all', 'rule_notice'),
    ('without_notice', 'base_rate'),
    ('without_notice', 'rule_recency')

),

found as (

    select
        cast(features as string) as features,
        cast(method as string) as method,
        checkpoint_at,
        cast(account_id as string) as account_id,
        risk
    from {{ ref('churn_risk__fold_risks') }}

    union all

    select
        known.features,
        rules.method,
        rules.checkpoint_at,
        rules.account_id,
        rules.risk
    from {{ ref('churn_risk__rules') }} as rules
    inner join known on rules.method = known.method

)

select
    found.features,
    found.method,
    found.checkpoint_at,
    found.account_id,
    found.risk,
    cast(accounts.is_lost as integer) as is_lost

from found
inner join {{ ref('churn_risk__features') }} as accounts
    on found.checkpoint_at = accounts.checkpoint_at and found.account_id = accounts.account_id
where accounts.is_lost is not null
