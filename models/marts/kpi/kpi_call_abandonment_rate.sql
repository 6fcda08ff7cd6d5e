-- How many callers give up before anybody answers?
select
    call_id as subject_id,
    queue_ended_at as observed_at,
    {{ dimensions_of('fct_calls') }},
    cast(is_abandoned as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_calls') }}
where is_offered and not is_short_abandon
