-- Of the people who could come to us, how many helped themselves on the portal in the month?
select
    contact_id as subject_id,
    month_ends_at as observed_at,
    {{ dimensions_of('fct_contact_months') }},
    cast(has_used_portal as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_contact_months') }}
where is_supportable and has_used_portal is not null
