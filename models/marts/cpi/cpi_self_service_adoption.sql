-- Of the people who could come to us, how many helped themselves on the portal in the month?
select
    {{ observation('fct_contact_months', subject='contact_id', at='month_ends_at', numerator='has_used_portal') }},
    has_used_portal_unknown_because as unknown_because
from {{ ref('fct_contact_months') }}
where is_supportable
