-- After how many visits with an article read did the customer not have to turn to us?
select
    session_id as subject_id,
    ended_at as observed_at,
    {{ dimensions_of('fct_portal_sessions') }},
    cast(is_deflected as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_portal_sessions') }}
where has_article_read and is_deflection_window_closed and is_deflected is not null
