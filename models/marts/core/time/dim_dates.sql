-- Every date from the first event to the present, in the reporting time zone.
select
    date_on,
    week_start_on,
    month_start_on,
    quarter_start_on,
    year_start_on

from {{ ref('int_dates') }}
