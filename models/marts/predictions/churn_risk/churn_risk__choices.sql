-- Which of the two models would have been trusted at each month's end: the one with the smaller error at those whose
-- outcomes were known by then? The plainer one, while none was known.
with

lines (features) as (

    values ('all'), ('without_notice')

),

known as (

    select
        folds.checkpoint_at,
        measures.features,
        measures.method,
        avg(measures.brier) as brier
    from {{ ref('churn_risk__folds') }} as folds
    inner join {{ ref('churn_risk__folds') }} as earlier on folds.checkpoint_at >= earlier.outcome_known_at
    inner join {{ ref('churn_risk__measures') }} as measures on earlier.checkpoint_at = measures.checkpoint_at
    where measures.method in ('logistic', 'boosted')
    group by folds.checkpoint_at, measures.features, measures.method

),

better as (

    select
        sums.checkpoint_at,
        sums.features
    from known as sums
    inner join known as trees
        on sums.checkpoint_at = trees.checkpoint_at and sums.features = trees.features
    where sums.method = 'logistic' and trees.method = 'boosted' and round(trees.brier, 9) < round(sums.brier, 9)

)

select
    lines.features,
    folds.checkpoint_at,
    folds.is_newest,
    case when better.features is null then 'logistic' else 'boosted' end as method

from {{ ref('churn_risk__folds') }} as folds
cross join lines
left join better on folds.checkpoint_at = better.checkpoint_at and lines.features = better.features
