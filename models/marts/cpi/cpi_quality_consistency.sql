-- Do reviewers who judge the same ticket agree?
select
    {{ observation('fct_quality_reviews', subject='ticket_id', at='reviewed_at', numerator='is_consistent') }}
from {{ ref('fct_quality_reviews') }}
where is_consistent is not null
