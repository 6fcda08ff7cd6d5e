-- By how much do those who would recommend us outnumber those who would not?
with

answers as (

    select *
    from {{ ref('fct_survey_responses') }}
    where
        kind = 'nps'
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
    cast(nps_group as double) as numerator,
    cast(1 as double) as denominator
from answers
