-- How good is our work, as colleagues judge it?
select
    {{ observation('fct_quality_reviews', subject='review_id', at='reviewed_at',
        numerator='points', denominator='points_possible',
        unknown='is_self_review_unknown_because') }}
from {{ ref('fct_quality_reviews') }}
where is_score_valid and is_self_review is not true
