-- Of the quotes decided, how many were accepted?
select
    {{ observation('fct_quotes', subject='quote_id', at='decided_at', numerator='is_accepted') }}
from {{ ref('fct_quotes') }}
where is_decided
