-- How long does a customer wait for a quote?
select
    {{ observation('fct_quotes', subject='quote_id', at='sent_at', numerator='turnaround_seconds / 3600') }}
from {{ ref('fct_quotes') }}
where turnaround_seconds is not null
