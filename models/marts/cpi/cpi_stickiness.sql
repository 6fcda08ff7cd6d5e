-- On how many days of the month do the people who use the product come back to it?
select
    {{ observation('fct_contact_months', subject='contact_id', at='month_ends_at',
        numerator='days_active', denominator='days_in_month') }}
from {{ ref('fct_contact_months') }}
where days_active > 0
