-- How long does a customer wait for a quote?
select
    {{ observation('fct_quotes', subject='quote_id', at='coalesce(sent_at, decided_at, requested_at)',
        numerator='turnaround_seconds / 3600', unknown='turnaround_unknown_because') }}
from {{ ref('fct_quotes') }}
where turnaround_seconds is not null or turnaround_unknown_because is not null
