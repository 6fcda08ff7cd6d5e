-- How many days does it take a new customer to get what it came for?
select
    {{ observation('fct_value_milestones', subject='account_id', at='first_milestone_at',
        numerator='seconds_to_value / 86400e0') }}
from {{ ref('fct_value_milestones') }}
where seconds_to_value is not null
