-- Of the terms that ended, after how many did the account stay?
with

terms as (

    select * from {{ ref('fct_subscription_terms') }}
    where is_grace_closed

)

select
    subscription_id as subject_id,
    term_ends_at as observed_at,
    account_id,
    account_id as cluster_id,
    cast(null as varchar) as agent_id,
    cast(null as varchar) as team_id,
    cast(null as varchar) as channel,
    cast(null as varchar) as priority,
    cast(null as varchar) as complexity,
    cast(null as varchar) as product_area,
    cast(null as varchar) as touchpoint,
    cast(is_renewed as double) as numerator,
    cast(1 as double) as denominator

from terms
