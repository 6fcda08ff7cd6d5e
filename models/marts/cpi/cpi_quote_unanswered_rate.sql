-- Of the quotes asked for, how many were not sent in time?
select
    {{ observation('fct_quotes', subject='quote_id', at='promised_at', numerator='not is_sent_as_promised',
        unknown='turnaround_unknown_because') }}
from {{ ref('fct_quotes') }}
where is_promise_due
