-- Of the customers asked, how many would recommend us without reserve?
select
    {{ observation('fct_survey_responses', subject='response_id', at='responded_at', numerator='nps_group = 1') }}
from {{ ref('fct_survey_responses') }}
where kind = 'nps' and is_answered and is_score_valid
