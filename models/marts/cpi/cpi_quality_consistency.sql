-- Do reviewers who judge the same ticket agree?
with

compared_reviews as (

    select * from {{ ref('fct_quality_reviews') }}
    where is_consistent is not null

)

select
    ticket_id as subject_id,
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
    cast(is_consistent as double) as numerator,
    cast(1 as double) as denominator

from compared_reviews
