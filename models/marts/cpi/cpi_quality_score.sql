-- How good is our work, as colleagues judge it?
with

peer_reviews as (

    select * from {{ ref('fct_quality_reviews') }}
    where is_score_valid and not is_self_review

)

select
    review_id as subject_id,
    reviewed_at as observed_at,
    account_id,
    cluster_id,
    agent_id,
    team_id,
    channel,
    priority,
    complexity,
    product_area,
    cast(null as varchar) as touchpoint,
    cast(points as double) as numerator,
    cast(points_possible as double) as denominator

from peer_reviews
