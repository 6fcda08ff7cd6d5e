-- Of the customers asked, how many say that they are satisfied?
select
    response_id as subject_id,
    responded_at as observed_at,
    {{ dimensions_of('fct_survey_responses') }},
    cast(is_satisfied as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_survey_responses') }}
where
    kind = 'csat'
    and is_answered
    and is_score_valid
