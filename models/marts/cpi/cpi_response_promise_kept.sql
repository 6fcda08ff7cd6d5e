-- Of the promised first responses, how many came in time?
select
    sla_target_id as subject_id,
    observed_at,
    {{ dimensions_of('fct_sla_targets') }},
    cast(is_kept as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_sla_targets') }}
where metric = 'first_response' and is_promise and is_due
