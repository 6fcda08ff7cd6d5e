-- Where do journeys go from each stage, and do those who go one way leave the company more often than the others?
with

ways as (

    select
        journey,
        subject,
        stage,
        to_stage,
        count(distinct cluster_id) as accounts,
        count(distinct journey_id) as journeys,
        count(*) as visits
    from {{ ref('customer_journey_transitions__exits') }}
    group by journey, subject, stage, to_stage

),

shared as (

    select
        *,
        cast(visits as double) / sum(visits) over (partition by journey, stage) as share
    from ways

)

select
    shared.journey,
    shared.subject,
    shared.stage as from_stage,
    shared.to_stage,
    shared.accounts,
    shared.journeys,
    shared.visits,
    shared.share,
    round(losses.lost_within_90d_rate, 10) as lost_within_90d_rate,
    round(losses.lost_rate_difference, 10) as lost_rate_difference,
    round(losses.difference_low, 10) as difference_low,
    round(losses.difference_high, 10) as difference_high,
    case
        when losses.lost_rate_difference is null then 'nothing_to_compare'
        when
            least(losses.accounts_here, losses.accounts_elsewhere) < 30
            or losses.accounts_lost < 10
            or losses.difference_low is null
            then 'too_few_to_say'
        when losses.difference_low > 0 then 'loses_more'
        when losses.difference_high < 0 then 'loses_less'
        else 'no_clear_difference'
    end as verdict

from shared
left join {{ ref('customer_journey_transitions__losses') }} as losses
    on
        shared.journey = losses.journey
        and shared.stage = losses.stage
        and shared.to_stage = losses.to_stage
where shared.accounts >= {{ fewest_accounts() }}
