-- Of the surveys sent, how many were answered within the window?
select
    response_id as subject_id,
    sent_at as observed_at,
    {{ dimensions_of('fct_survey_responses') }},
    cast(is_answered_in_window as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_survey_responses') }}
where is_survey_window_closed
