-- How long do callers wait until a person answers?
select
    {{ observation('fct_calls', subject='call_id', at='answered_at', numerator='wait_seconds') }}
from {{ ref('fct_calls') }}
where direction = 'inbound' and is_answered and answered_at is not null and wait_seconds is not null
