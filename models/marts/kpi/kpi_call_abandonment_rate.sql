-- How many callers give up before anybody answers?
select
    {{ observation('fct_calls', subject='call_id', at='queue_ended_at', numerator='is_abandoned') }},
    is_abandoned_unknown_because as unknown_because
from {{ ref('fct_calls') }}
where is_offered and not is_short_abandon
