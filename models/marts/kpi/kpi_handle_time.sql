-- How long does a call keep an agent busy?
select
    {{ observation('fct_calls', subject='call_id', at='coalesce(ended_at, queued_at)', numerator='handle_seconds') }},
    handle_seconds_unknown_because as unknown_because
from {{ ref('fct_calls') }}
where is_answered and (handle_seconds is not null or handle_seconds_unknown_because is not null)
