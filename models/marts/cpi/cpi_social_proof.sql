-- How many people they know do customers see using the product?
with

uses_with_friends as (

    select *
    from {{ ref('fct_usage_events') }}
    where friend_count is not null

)

select
    usage_event_key as subject_id,
    occurred_at as observed_at,
    account_id,
    cluster_id,
    cast(null as varchar) as agent_id,
    cast(null as varchar) as team_id,
    cast(null as varchar) as channel,
    cast(null as varchar) as priority,
    cast(null as varchar) as complexity,
    cast(null as varchar) as product_area,
    cast(null as varchar) as touchpoint,
    cast(friend_count as double) as numerator,
    cast(1 as double) as denominator
from uses_with_friends
