-- Do reviewers who judge the same ticket agree?
select
    {{ observation('fct_quality_reviews', subject='ticket_id', at='reviewed_at', numerator='is_consistent',
        unknown='is_consistent_unknown_because') }}
from {{ ref('fct_quality_reviews') }}
where is_consistent is not null or is_consistent_unknown_because is not null
