-- Of the customers who were not promoters, how many moved up with their next answer?
select
    {{ observation('fct_survey_responses', subject='response_id', at='responded_at',
        numerator='nps_group > previous_nps_group', unknown='previous_nps_group_unknown_because') }}
from {{ ref('fct_survey_responses') }}
where
    kind = 'nps'
    and is_answered
    and is_score_valid
    and (previous_nps_group < 1 or previous_nps_group_unknown_because is not null)
