-- Of the quotes asked for, how many were not sent in time?
select
    quote_id as subject_id,
    promised_at as observed_at,
    {{ dimensions_of('fct_quotes') }},
    cast(not is_sent_as_promised as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_quotes') }}
where is_promise_due and is_sent_as_promised is not null
