-- From which month ends is it said what customers will do in the 365 days after? From the newest, and from past ones
-- whose 365 days are over, three months apart, as far back as four years.
with

months as (

    select
        next_month_starts_at as origin_at,
        {{ add_days('cast(' ~ to_reporting_time('next_month_starts_at') ~ ' as date)', -1) }} as origin_on,
        row_number() over (order by month_start_on desc) - 1 as months_back
    from {{ ref('int_months') }}

)

select
    origin_on,
    origin_at,
    {{ add_days('origin_on', 365) }} as until_on,
    {{ from_reporting_time('cast(' ~ add_days('origin_on', 366) ~ ' as timestamp)') }} as until_at,
    months_back,
    months_back = 0 as is_newest

from months
where months_back = 0 or (months_back between 12 and 48 and months_back % 3 = 0)
