select
    features,
    verdict,
    is_published,
    folds,
    brier_skill,
    rule,
    skill_over_rule,
    auc,
    lift_top_decile,
    predicted_over_observed
from marts.churn_risk_record
order by features
