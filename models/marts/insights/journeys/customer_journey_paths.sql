-- Which ways do journeys take most often, and how many of each end with a lost customer?
with

counted as (

    select
        journey,
        subject,
        path,
        stages,
        count(distinct cluster_id) as accounts,
        count(*) as journeys,
        count(case when is_lost then 1 end) as lost_journeys,
        count(is_lost) as judged_journeys
    from {{ ref('customer_journey_paths__journeys') }}
    group by journey, subject, path, stages

),

shared as (

    select
        *,
        cast(journeys as double) / sum(journeys) over (partition by journey) as share,
        row_number() over (partition by journey order by journeys desc, path asc) as path_rank
    from counted

)

select
    journey,
    subject,
    cast(path_rank as integer) as path_rank,
    path,
    cast(stages as integer) as stages,
    accounts,
    journeys,
    share,
    cast(lost_journeys as bigint) as lost_journeys,
    cast(judged_journeys - lost_journeys as bigint) as stayed_journeys,
    case when judged_journeys > 0 then cast(lost_journeys as double) / judged_journeys end as lost_share

from shared
where path_rank <= 50 and accounts >= {{ fewest_accounts() }}
