-- How many referrals did customers make?
with

referrals as (

    select * from {{ ref('fct_referrals') }}

)

select
    referral_id as subject_id,
    referred_at as observed_at,
    account_id,
    cluster_id,
    cast(null as varchar) as agent_id,
    cast(null as varchar) as team_id,
    cast(null as varchar) as channel,
    cast(null as varchar) as priority,
    cast(null as varchar) as complexity,
    cast(null as varchar) as product_area,
    cast(null as varchar) as touchpoint,
    cast(1 as double) as numerator,
    cast(1 as double) as denominator

from referrals
