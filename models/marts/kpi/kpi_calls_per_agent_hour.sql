-- How many calls does an agent handle in an hour?
with

agent_days as (

    select * from {{ ref('fct_agent_days') }}
    where hours_on_duty is not null

)

select
    agent_day_id as subject_id,
    last_answered_at as observed_at,
    cast(null as varchar) as account_id,
    agent_id as cluster_id,
    agent_id,
    team_id,
    'phone' as channel,
    cast(null as varchar) as priority,
    cast(null as varchar) as complexity,
    cast(null as varchar) as product_area,
    cast(null as varchar) as touchpoint,
    cast(calls_handled as double) as numerator,
    cast(hours_on_duty as double) as denominator

from agent_days
