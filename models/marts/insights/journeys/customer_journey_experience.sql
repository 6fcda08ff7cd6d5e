-- How do customers feel in each stage of their journey, and where does it break: where is that clearly worse than in
-- the journey as a whole?
select
    stages.journey,
    stages.subject,
    stages.stage,
    stages.position,
    stages.touchpoint,
    stages.metric_id,
    stages.subjects as answers,
    cast(stages.clusters as bigint) as accounts,
    round(stages.scaled_value, 10) as value,
    round(stages.value_low, 10) as ci_low,
    round(stages.value_high, 10) as ci_high,
    round(journeys.scaled_value, 10) as journey_value,
    coalesce(stages.value_high < journeys.scaled_value, false) as breaks_here

from {{ ref('customer_journey_experience__values') }} as stages
inner join {{ ref('customer_journey_experience__values') }} as journeys
    on
        stages.journey = journeys.journey
        and stages.metric_id = journeys.metric_id
        and journeys.stage is null
where stages.stage is not null and stages.clusters >= {{ fewest_accounts() }}
