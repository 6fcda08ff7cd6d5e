-- How long do callers wait until a person answers?
select
    call_id as subject_id,
    answered_at as observed_at,
    {{ dimensions_of('fct_calls') }},
    cast(wait_seconds as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_calls') }}
where
    direction = 'inbound'
    and is_answered
    and answered_at is not null
    and wait_seconds is not null
