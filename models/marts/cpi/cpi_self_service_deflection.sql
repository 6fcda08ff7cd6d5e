-- After how many visits with an article read did the customer not have to turn to us?
select
    {{ observation('fct_portal_sessions', subject='session_id', at='ended_at', numerator='is_deflected') }}
from {{ ref('fct_portal_sessions') }}
where has_article_read and is_deflection_window_closed and is_deflected is not null
