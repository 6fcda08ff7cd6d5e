-- Of the customers asked, how many would recommend us without reserve?
select
    response_id as subject_id,
    responded_at as observed_at,
    {{ dimensions_of('fct_survey_responses') }},
    cast(nps_group = 1 as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_survey_responses') }}
where
    kind = 'nps'
    and is_answered
    and is_score_valid
