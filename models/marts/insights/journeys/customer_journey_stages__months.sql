-- The visits to each stage by the month in which it was entered, and once more for all months together.
with

visits as (

    select
        *,
        concat(subject_id, ' ', cast(journey_number as string)) as journey_id,
        {{ reporting_month('entered_at') }} as entered_month_on,
        {{ seconds_between('entered_at', 'left_at') }} / 86400e0 as duration
    from {{ ref('customer_journey_visits') }}

)

select
    *,
    entered_month_on as month_start_on
from visits

union all

select
    *,
    cast(null as date) as month_start_on
from visits
