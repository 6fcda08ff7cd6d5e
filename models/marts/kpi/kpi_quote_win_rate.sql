-- Of the quotes decided, how many were accepted?
select
    quote_id as subject_id,
    decided_at as observed_at,
    {{ dimensions_of('fct_quotes') }},
    cast(is_accepted as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_quotes') }}
where is_decided
