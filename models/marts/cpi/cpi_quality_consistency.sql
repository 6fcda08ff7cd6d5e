-- Do reviewers who judge the same ticket agree?
select
    ticket_id as subject_id,
    reviewed_at as observed_at,
    {{ dimensions_of('fct_quality_reviews') }},
    cast(is_consistent as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_quality_reviews') }}
where is_consistent is not null
