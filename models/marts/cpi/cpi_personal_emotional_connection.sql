-- How strongly do customers feel met as persons?
select
    response_id as subject_id,
    responded_at as observed_at,
    {{ dimensions_of('fct_survey_responses') }},
    cast(connection_share as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_survey_responses') }}
where
    kind = 'pec'
    and is_answered
    and is_score_valid

union all

select
    'review/' || review_id as subject_id,
    reviewed_at as observed_at,
    {{ dimensions_of('fct_quality_reviews') }},
    cast(quality_share as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_quality_reviews') }}
where
    rubric = 'pec'
    and is_score_valid
    and not is_self_review
