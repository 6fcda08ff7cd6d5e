-- How often do we reply as fast as we set out to?
select
    sla_target_id as subject_id,
    observed_at,
    {{ dimensions_of('fct_sla_targets') }},
    cast(is_kept as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_sla_targets') }}
where
    is_due
    and metric = 'first_response'
