-- Of the customers asked, how many say that they are satisfied?
select
    {{ observation('fct_survey_responses', subject='response_id', at='responded_at', numerator='is_satisfied') }}
from {{ ref('fct_survey_responses') }}
where kind = 'csat' and is_answered and is_score_valid
