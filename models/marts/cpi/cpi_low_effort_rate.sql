-- Of the customers asked, how many say that it was easy?
select
    {{ observation('fct_survey_responses', subject='response_id', at='responded_at', numerator='ease_score >= 5') }}
from {{ ref('fct_survey_responses') }}
where kind = 'ces' and is_answered and is_score_valid
