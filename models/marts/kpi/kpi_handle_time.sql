-- How long does a call keep an agent busy?
select
    call_id as subject_id,
    ended_at as observed_at,
    {{ dimensions_of('fct_calls') }},
    cast(handle_seconds as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_calls') }}
where is_answered and handle_seconds is not null
