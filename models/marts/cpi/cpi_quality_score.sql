-- How good is our work, as colleagues judge it?
select
    review_id as subject_id,
    reviewed_at as observed_at,
    {{ dimensions_of('fct_quality_reviews') }},
    cast(points as double) as numerator,
    cast(points_possible as double) as denominator
from {{ ref('fct_quality_reviews') }}
where is_score_valid and not is_self_review
