-- The path of each journey, up to its first eight stages, and whether its account was lost after it began.
with

paths as (

    select
        journey,
        subject,
        subject_id,
        journey_number,
        max(account_id) as account_id,
        max(cluster_id) as cluster_id,
        min(entered_at) as began_at,
        max(visit_number) as visits,
        {{ dbt.listagg("case when visit_number <= 8 then stage end", "' > '", 'order by visit_number') }} as path
    from {{ ref('customer_journey_visits') }}
    group by journey, subject, subject_id, journey_number

),

lost as (

    select distinct
        paths.journey,
        paths.subject_id,
        paths.journey_number
    from paths
    inner join {{ ref('account_losses') }} as losses
        on paths.account_id = losses.account_id and paths.began_at <= losses.lost_at

),

customers as (

    select distinct account_id
    from {{ ref('fct_account_spans') }}

)

select
    paths.journey,
    paths.subject,
    paths.subject_id,
    paths.journey_number,
    paths.cluster_id,
    least(paths.visits, 8) as stages,
    concat(paths.path, case when paths.visits > 8 then ' > …' else '' end) as path,
    case when customers.account_id is not null then lost.subject_id is not null end as is_lost

from paths
left join lost
    on
        paths.journey = lost.journey
        and paths.subject_id = lost.subject_id
        and paths.journey_number = lost.journey_number
left join customers on paths.account_id = customers.account_id
