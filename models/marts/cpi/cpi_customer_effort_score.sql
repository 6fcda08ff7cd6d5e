-- How easy do customers say it was, from 1 (hard) to 7 (easy)?
select
    {{ observation('fct_survey_responses', subject='response_id', at='responded_at', numerator='ease_score') }}
from {{ ref('fct_survey_responses') }}
where kind = 'ces' and is_answered and is_score_valid
