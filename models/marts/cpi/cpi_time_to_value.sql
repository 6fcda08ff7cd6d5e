-- How many days does it take a new customer to get what it came for?
select
    account_id as subject_id,
    first_milestone_at as observed_at,
    {{ dimensions_of('fct_value_milestones') }},
    seconds_to_value / 86400.0 as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_value_milestones') }}
where seconds_to_value is not null
