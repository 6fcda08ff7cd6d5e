-- In how many visits to the portal did someone really read an article?
select
    {{ observation('fct_portal_sessions', subject='session_id', at='coalesce(ended_at, started_at)',
        numerator='is_engaged') }}
from {{ ref('fct_portal_sessions') }}
