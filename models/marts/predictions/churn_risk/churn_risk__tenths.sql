-- All that each model said at past month ends, in tenths from the least risk to the most. Those at the same risk stay
-- together. `chosen` is what would have been published.
with

found as (

    select
        features,
        method,
        checkpoint_at,
        account_id,
        risk,
        is_lost
    from {{ ref('churn_risk__foretold') }}
    where method in ('logistic', 'boosted')

    union all

    select
        found.features,
        'chosen' as method,
        found.checkpoint_at,
        found.account_id,
        found.risk,
        found.is_lost
    from {{ ref('churn_risk__foretold') }} as found
    inner join {{ ref('churn_risk__choices') }} as choices
        on
            found.features = choices.features
            and found.checkpoint_at = choices.checkpoint_at
            and found.method = choices.method

)

select
    *,
    cast(
        1 + floor(
            10e0 * (rank() over (partition by features, method order by risk asc) - 1)
            / count(*) over (partition by features, method)
        ) as integer
    ) as tenth

from found
