-- How long does a call keep an agent busy?
select
    {{ observation('fct_calls', subject='call_id', at='ended_at', numerator='handle_seconds') }}
from {{ ref('fct_calls') }}
where is_answered and handle_seconds is not null
