-- How long do callers wait until a person answers?
select
    {{ observation('fct_calls', subject='call_id', at='queue_ended_at', numerator='wait_seconds') }},
    wait_seconds_unknown_because as unknown_because
from {{ ref('fct_calls') }}
where is_offered and is_answered
