-- After how many visits with an article read did the customer not have to turn to us?
select
    {{ observation('fct_portal_sessions', subject='session_id', at='coalesce(ended_at, started_at)',
        numerator='is_deflected') }},
    is_deflected_unknown_because as unknown_because
from {{ ref('fct_portal_sessions') }}
where has_article_read and is_deflection_window_closed
