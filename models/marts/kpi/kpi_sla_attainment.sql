-- How many of our service targets do we keep?
select
    sla_target_id as subject_id,
    observed_at,
    {{ dimensions_of('fct_sla_targets') }},
    cast(is_kept as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_sla_targets') }}
where is_due
