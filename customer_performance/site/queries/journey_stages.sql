select *
from marts.customer_journey_stages
where month_start_on is null
order by journey, position, stage
