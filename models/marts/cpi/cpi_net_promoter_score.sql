-- By how much do those who would recommend us outnumber those who would not?
select
    {{ observation('fct_survey_responses', subject='response_id', at='responded_at', numerator='nps_group') }}
from {{ ref('fct_survey_responses') }}
where kind = 'nps' and is_answered and is_score_valid
