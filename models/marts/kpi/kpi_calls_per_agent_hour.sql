-- How many calls does an agent handle in an hour?
select
    agent_day_id as subject_id,
    last_answered_at as observed_at,
    {{ dimensions_of('fct_agent_days', cluster_id='agent_id', channel="'phone'") }},
    cast(calls_handled as double) as numerator,
    cast(hours_on_duty as double) as denominator
from {{ ref('fct_agent_days') }}
where hours_on_duty is not null
