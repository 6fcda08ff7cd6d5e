-- Of those who leave a stage one way, how many are lost within 90 days, and how many of those who leave it another
-- way? The accounts are the clusters, also where one goes both ways.
with

clusters as (

    select
        journey,
        stage,
        to_stage,
        cluster_id,
        count(case when is_lost_within_90d then 1 end) as lost,
        count(*) as leavings
    from {{ ref('customer_journey_transitions__exits') }}
    where is_lost_within_90d is not null
    group by journey, stage, to_stage, cluster_id

),

leaving as (

    select
        journey,
        stage,
        cluster_id,
        sum(lost) as lost,
        sum(leavings) as leavings
    from clusters
    group by journey, stage, cluster_id

),

ways as (

    select distinct
        journey,
        stage,
        to_stage
    from clusters

),

pairs as (

    select
        ways.*,
        cast(coalesce(clusters.lost, 0) as bigint) as lost_here,
        cast(coalesce(clusters.leavings, 0) as bigint) as here,
        cast(leaving.lost - coalesce(clusters.lost, 0) as bigint) as lost_elsewhere,
        cast(leaving.leavings - coalesce(clusters.leavings, 0) as bigint) as elsewhere
    from ways
    inner join leaving on ways.journey = leaving.journey and ways.stage = leaving.stage
    left join clusters
        on
            ways.journey = clusters.journey
            and ways.stage = clusters.stage
            and ways.to_stage = clusters.to_stage
            and leaving.cluster_id = clusters.cluster_id

)

select
    journey,
    stage,
    to_stage,
    count(*) as clusters,
    count(case when here > 0 then 1 end) as accounts_here,
    count(case when elsewhere > 0 then 1 end) as accounts_elsewhere,
    count(case when lost_here + lost_elsewhere > 0 then 1 end) as accounts_lost,
    {% for part in ['here', 'elsewhere'] -%}
    cast(sum(lost_{{ part }}) as double) as lost_{{ part }},
    cast(sum({{ part }}) as double) as {{ part }},
    cast({{ product_sum('lost_' ~ part, 'lost_' ~ part) }} as double) as lost_squares_{{ part }},
    cast({{ product_sum('lost_' ~ part, part) }} as double) as products_{{ part }},
    cast({{ product_sum(part, part) }} as double) as squares_{{ part }},
    {% endfor -%}
    cast({{ product_sum('lost_here', 'lost_elsewhere') }} as double) as lost_both,
    cast({{ product_sum('lost_here', 'elsewhere') }} as double) as lost_here_elsewhere,
    cast({{ product_sum('here', 'lost_elsewhere') }} as double) as here_lost_elsewhere,
    cast({{ product_sum('here', 'elsewhere') }} as double) as here_elsewhere

from pairs
group by journey, stage, to_stage
