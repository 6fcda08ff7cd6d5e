-- Is it published who is at risk, by which method, and how right was that from past month ends?
with

backtest as (

    select * from {{ ref('churn_risk_backtest') }}

),

-- what would have been published, beside each rule; the mean of the months counts
against as (

    select
        found.features,
        rules.method as rule,
        count(*) as folds,
        min(found.as_of_on) as first_fold_on,
        max(found.as_of_on) as last_fold_on,
        round(avg(found.brier_skill), 9) as brier_skill,
        round(avg(rules.brier_skill), 9) as rule_skill,
        round(avg(1 - found.brier / nullif(rules.brier, 0)), 9) as skill_over_rule,
        round(avg(found.auc), 9) as auc,
        round(avg(found.average_precision), 9) as average_precision,
        round(avg(found.lift_top_decile), 9) as lift_top_decile,
        round(sum(found.losses_expected) / nullif(sum(found.losses), 0), 9) as predicted_over_observed
    from backtest as found
    inner join backtest as rules on found.features = rules.features and found.as_of_on = rules.as_of_on
    where found.is_chosen and rules.method not in ('logistic', 'boosted')
    group by found.features, rules.method

),

-- the rule that does best is the one to beat
hardest as (

    select
        *,
        row_number() over (partition by features order by rule_skill desc, rule asc) as place
    from against

),

judged as (

    select
        choices.features,
        choices.method,
        folds.trained_rows as trained_on_rows,
        folds.trained_losses,
        round(folds.base_rate, 9) as base_rate,
        case
            when
                folds.trained_losses < {{ var('min_churn_events') }} or hardest.folds is null
                then 'too_few_losses'
            when
                hardest.brier_skill > 0.02 and hardest.skill_over_rule > 0 and hardest.auc >= 0.6
                and hardest.predicted_over_observed >= 0.7 and hardest.predicted_over_observed <= 1.4
                then 'beats_baseline'
            else 'not_better_than_a_rule'
        end as verdict,
        coalesce(hardest.folds, 0) as folds,
        hardest.first_fold_on,
        hardest.last_fold_on,
        hardest.brier_skill,
        hardest.rule,
        hardest.skill_over_rule,
        hardest.auc,
        hardest.average_precision,
        hardest.lift_top_decile,
        hardest.predicted_over_observed
    from {{ ref('churn_risk__choices') }} as choices
    inner join {{ ref('churn_risk__folds') }} as folds on choices.checkpoint_at = folds.checkpoint_at
    left join hardest on choices.features = hardest.features and hardest.place = 1
    where choices.is_newest

)

select
    features,
    verdict,
    features = 'all' and verdict = 'beats_baseline' as is_published,
    method,
    trained_on_rows,
    trained_losses,
    base_rate,
    cast(folds as integer) as folds,
    first_fold_on,
    last_fold_on,
    brier_skill,
    rule,
    skill_over_rule,
    auc,
    average_precision,
    lift_top_decile,
    predicted_over_observed

from judged
