-- On how many days of the month do the people who use the product come back to it?
select
    {{ observation('fct_contact_months', subject='contact_id', at='month_ends_at',
        numerator='case when days_active_unknown_because is null then days_active end', denominator='days_in_month') }},
    days_active_unknown_because as unknown_because
from {{ ref('fct_contact_months') }}
where days_active > 0
