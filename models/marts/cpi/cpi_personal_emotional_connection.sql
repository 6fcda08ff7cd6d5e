-- How strongly do customers feel met as persons?
select
    {{ observation('fct_survey_responses', subject='response_id', at='responded_at', numerator='connection_share') }},
    cast(null as string) as unknown_because
from {{ ref('fct_survey_responses') }}
where kind = 'pec' and is_answered and is_score_valid

union all

select
    {{ observation('fct_quality_reviews', subject="'review/' || review_id", at='reviewed_at',
        numerator='quality_share', unknown='is_self_review_unknown_because') }}
from {{ ref('fct_quality_reviews') }}
where rubric = 'pec' and is_score_valid and is_self_review is not true
