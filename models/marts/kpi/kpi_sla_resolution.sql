-- How often do we solve a ticket as fast as we set out to?
select
    {{ observation('fct_sla_targets', subject='sla_target_id', at='observed_at', numerator='is_kept',
        unknown='is_kept_unknown_because') }}
from {{ ref('fct_sla_targets') }}
where is_due and metric = 'resolution'
