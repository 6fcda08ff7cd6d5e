-- Of the customers asked, how many say that it was easy?
with

answers as (

    select *
    from {{ ref('fct_survey_responses') }}
    where
        kind = 'ces'
        and is_answered
        and is_score_valid

)

select
    response_id as subject_id,
    responded_at as observed_at,
    account_id,
    cluster_id,
    agent_id,
    team_id,
    channel,
    priority,
    complexity,
    product_area,
    touchpoint,
    cast(ease_score >= 5 as double) as numerator,
    cast(1 as double) as denominator
from answers
