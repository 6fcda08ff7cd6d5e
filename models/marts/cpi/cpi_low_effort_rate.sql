-- Of the customers asked, how many say that it was easy?
select
    response_id as subject_id,
    responded_at as observed_at,
    {{ dimensions_of('fct_survey_responses') }},
    cast(ease_score >= 5 as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_survey_responses') }}
where
    kind = 'ces'
    and is_answered
    and is_score_valid
