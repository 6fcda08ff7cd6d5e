-- Where customers are clearly unhappier than in the journey as a whole.
select
    journey,
    stage,
    metric_id,
    value,
    ci_low,
    ci_high,
    journey_value,
    answers
from marts.customer_journey_experience
where touchpoint = 'all' and breaks_here
order by journey, position, metric_id
