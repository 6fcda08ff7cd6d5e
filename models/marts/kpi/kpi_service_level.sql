-- Of the calls that come in, how many does a person answer quickly?
select
    {{ observation('fct_calls', subject='call_id', at='queue_ended_at', numerator='is_answered_in_time') }},
    is_answered_in_time_unknown_because as unknown_because
from {{ ref('fct_calls') }}
-- what a bot took was for nobody to answer
where is_offered and not is_short_abandon and (is_answered or outcome is distinct from 'answered')
