-- Of the people who could come to us, how many helped themselves on the portal in the month?
with

supportable_contact_months as (

    select *
    from {{ ref('fct_contact_months') }}
    where is_supportable and has_used_portal is not null

)

select
    contact_id as subject_id,
    month_ends_at as observed_at,
    account_id,
    cluster_id,
    cast(null as varchar) as agent_id,
    cast(null as varchar) as team_id,
    cast(null as varchar) as channel,
    cast(null as varchar) as priority,
    cast(null as varchar) as complexity,
    cast(null as varchar) as product_area,
    cast(null as varchar) as touchpoint,
    cast(has_used_portal as double) as numerator,
    cast(1 as double) as denominator
from supportable_contact_months
