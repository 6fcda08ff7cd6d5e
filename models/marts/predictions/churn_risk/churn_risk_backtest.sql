-- How right was each method about the accounts of each past month's end, beside simple rules?
select
    measures.features,
    folds.as_of_on,
    measures.method,
    choices.method is not null as is_chosen,
    cast(folds.trained_rows as integer) as trained_on_rows,
    cast(measures.accounts as integer) as accounts,
    cast(measures.losses as integer) as losses,
    measures.losses_expected,
    measures.auc,
    measures.average_precision,
    measures.brier,
    round(1 - measures.brier / nullif(base.brier, 0), 9) as brier_skill,
    measures.lift_top_decile,
    round(measures.losses_expected / nullif(measures.losses, 0), 9) as predicted_over_observed

from {{ ref('churn_risk__measures') }} as measures
inner join {{ ref('churn_risk__folds') }} as folds on measures.checkpoint_at = folds.checkpoint_at
inner join {{ ref('churn_risk__measures') }} as base
    on
        measures.features = base.features
        and measures.checkpoint_at = base.checkpoint_at
        and base.method = 'base_rate'
left join {{ ref('churn_risk__choices') }} as choices
    on
        measures.features = choices.features
        and measures.checkpoint_at = choices.checkpoint_at
        and measures.method = choices.method
