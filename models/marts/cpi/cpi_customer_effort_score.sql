-- How easy do customers say it was, from 1 (hard) to 7 (easy)?
select
    response_id as subject_id,
    responded_at as observed_at,
    {{ dimensions_of('fct_survey_responses') }},
    cast(ease_score as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_survey_responses') }}
where
    kind = 'ces'
    and is_answered
    and is_score_valid
