-- Of the promised first responses, how many came in time?
select
    {{ observation('fct_sla_targets', subject='sla_target_id', at='observed_at', numerator='is_kept',
        unknown='is_kept_unknown_because') }}
from {{ ref('fct_sla_targets') }}
where metric = 'first_response' and is_promise and is_due
