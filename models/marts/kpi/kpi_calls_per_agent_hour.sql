-- How many calls does an agent handle in an hour?
select
    {{ observation('fct_agent_days', subject='agent_day_id', at='last_answered_at',
        numerator='calls_handled', denominator='hours_on_duty', cluster_id='agent_id', channel="'phone'") }}
from {{ ref('fct_agent_days') }}
where hours_on_duty is not null
