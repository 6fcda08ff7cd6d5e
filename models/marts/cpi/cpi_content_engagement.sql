-- In how many visits to the portal did someone really read an article?
with

visits as (

    select *
    from {{ ref('fct_portal_sessions') }}
    where ended_at is not null

)

select
    session_id as subject_id,
    ended_at as observed_at,
    account_id,
    cluster_id,
    cast(null as varchar) as agent_id,
    cast(null as varchar) as team_id,
    cast(null as varchar) as channel,
    cast(null as varchar) as priority,
    cast(null as varchar) as complexity,
    cast(null as varchar) as product_area,
    cast(null as varchar) as touchpoint,
    cast(is_engaged as double) as numerator,
    cast(1 as double) as denominator
from visits
