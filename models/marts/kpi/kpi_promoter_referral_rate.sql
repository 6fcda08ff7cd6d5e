-- Of the promoters, how many did recommend us?
with

answers as (

    select * from {{ ref('fct_promoter_answers') }}
    where is_referral_window_closed and referral_count is not null

)

select
    response_id as subject_id,
    responded_at as observed_at,
    account_id,
    cluster_id,
    cast(null as varchar) as agent_id,
    cast(null as varchar) as team_id,
    cast(null as varchar) as channel,
    cast(null as varchar) as priority,
    cast(null as varchar) as complexity,
    cast(null as varchar) as product_area,
    touchpoint,
    cast(referral_count > 0 as double) as numerator,
    cast(1 as double) as denominator

from answers
