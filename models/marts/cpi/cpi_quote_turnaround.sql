-- How long does a customer wait for a quote?
select
    quote_id as subject_id,
    sent_at as observed_at,
    {{ dimensions_of('fct_quotes') }},
    cast(turnaround_seconds / 3600 as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_quotes') }}
where turnaround_seconds is not null
