-- How long does a customer wait for a quote?
with

quotes as (

    select * from {{ ref('fct_quotes') }}
    where turnaround_seconds is not null

)

select
    quote_id as subject_id,
    sent_at as observed_at,
    account_id,
    cluster_id,
    agent_id,
    team_id,
    cast(null as varchar) as channel,
    cast(null as varchar) as priority,
    cast(null as varchar) as complexity,
    cast(null as varchar) as product_area,
    cast(null as varchar) as touchpoint,
    cast(turnaround_seconds / 3600 as double) as numerator,
    cast(1 as double) as denominator

from quotes
