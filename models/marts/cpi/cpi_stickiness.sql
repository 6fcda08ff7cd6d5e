-- On how many days of the month do the people who use the product come back to it?
with

active_contact_months as (

    select *
    from {{ ref('fct_contact_months') }}
    where days_active > 0

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
    cast(days_active as double) as numerator,
    cast(days_in_month as double) as denominator
from active_contact_months
