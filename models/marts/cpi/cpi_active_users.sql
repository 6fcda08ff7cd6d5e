-- How many people used the product in the day, week or month?
select
    contact_id as subject_id,
    last_used_at as observed_at,
    {{ dimensions_of('fct_usage_days') }},
    cast(1 as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_usage_days') }}
where is_contacts_main_account
