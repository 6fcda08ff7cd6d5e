-- How strongly do customers feel met as persons?
with

answers as (

    select * from {{ ref('fct_survey_responses') }}
    where
        kind = 'pec'
        and is_answered
        and is_score_valid

),

reviews as (

    select * from {{ ref('fct_quality_reviews') }}
    where
        rubric = 'pec'
        and is_score_valid
        and not is_self_review

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
    cast(connection_share as double) as numerator,
    cast(1 as double) as denominator
from answers

union all

select
    'review/' || review_id as subject_id,
    reviewed_at as observed_at,
    account_id,
    cluster_id,
    agent_id,
    team_id,
    channel,
    priority,
    complexity,
    product_area,
    cast(null as varchar) as touchpoint,
    cast(quality_share as double) as numerator,
    cast(1 as double) as denominator
from reviews
