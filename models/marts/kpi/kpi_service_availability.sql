-- For how much of the time that we agreed was the service up?
with

service_days as (

    select * from {{ ref('fct_service_days') }}

)

select
    service_day_id as subject_id,
    day_ends_at as observed_at,
    cast(null as varchar) as account_id,
    service as cluster_id,
    cast(null as varchar) as agent_id,
    cast(null as varchar) as team_id,
    cast(null as varchar) as channel,
    cast(null as varchar) as priority,
    cast(null as varchar) as complexity,
    product_area,
    cast(null as varchar) as touchpoint,
    cast(up_minutes as double) as numerator,
    cast(agreed_minutes as double) as denominator

from service_days
