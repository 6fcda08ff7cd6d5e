-- After how many visits with an article read did the customer not have to turn to us?
with

visits_with_a_reading as (

    select *
    from {{ ref('fct_portal_sessions') }}
    where has_article_read and is_deflection_window_closed and is_deflected is not null

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
    cast(is_deflected as double) as numerator,
    cast(1 as double) as denominator
from visits_with_a_reading
