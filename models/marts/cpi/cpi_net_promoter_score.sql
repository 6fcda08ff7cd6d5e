-- By how much do those who would recommend us outnumber those who would not?
select
    response_id as subject_id,
    responded_at as observed_at,
    {{ dimensions_of('fct_survey_responses') }},
    cast(nps_group as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_survey_responses') }}
where
    kind = 'nps'
    and is_answered
    and is_score_valid
