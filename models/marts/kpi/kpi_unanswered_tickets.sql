-- How many customers wait for a first reply?
with

waits as (

    select * from {{ ref('fct_ticket_open_spans') }}
    where is_unanswered is distinct from false

)

select
    {{ observation('fct_ticket_open_spans', subject='ticket_id', at='opened_at',
        numerator='case when is_unanswered then 1 end') }},
    is_unanswered_unknown_because as unknown_because
from waits

union all

select
    {{ observation('fct_ticket_open_spans', subject='ticket_id', at='unanswered_until', numerator='-1') }},
    cast(null as string) as unknown_because
from waits
where unanswered_until is not null
