select *
from marts.customer_journey_transitions
order by journey, from_stage, share desc, to_stage
