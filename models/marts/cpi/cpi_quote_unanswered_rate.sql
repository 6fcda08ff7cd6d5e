-- Of the quotes asked for, how many were not sent in time?
with

quotes as (

    select * from {{ ref('fct_quotes') }}
    where is_promise_due and is_sent_as_promised is not null

)

select
    quote_id as subject_id,
    promised_at as observed_at,
    account_id,
    cluster_id,
    agent_id,
    team_id,
    cast(null as varchar) as channel,
    cast(null as varchar) as priority,
    cast(null as varchar) as complexity,
    cast(null as varchar) as product_area,
    cast(null as varchar) as touchpoint,
    cast(not is_sent_as_promised as double) as numerator,
    cast(1 as double) as denominator

from quotes
