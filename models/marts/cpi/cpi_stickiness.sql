-- On how many days of the month do the people who use the product come back to it?
select
    contact_id as subject_id,
    month_ends_at as observed_at,
    {{ dimensions_of('fct_contact_months') }},
    cast(days_active as double) as numerator,
    cast(days_in_month as double) as denominator
from {{ ref('fct_contact_months') }}
where days_active > 0
