-- Of the surveys sent, how many were answered within the window?
select
    {{ observation('fct_survey_responses', subject='response_id', at='sent_at', numerator='is_answered_in_window') }},
    is_answered_in_window_unknown_because as unknown_because
from {{ ref('fct_survey_responses') }}
where is_survey_window_closed
