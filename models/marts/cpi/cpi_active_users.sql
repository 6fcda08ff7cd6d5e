-- How many people used the product in the day, week or month?
select
    {{ observation('fct_usage_days', subject='contact_id', at='last_used_at', numerator=1) }}
from {{ ref('fct_usage_days') }}
where is_contacts_main_account
