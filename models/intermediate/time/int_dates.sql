-- Every date from the first event to the present, in the reporting time zone.
with recursive

bounds as (

    select
        cast({{ to_reporting_time('first_event_at') }} as date) as first_on,
        cast({{ to_reporting_time('as_of') }} as date) as last_on
    from {{ ref('int_as_of') }}

),

dates as (

    select
        first_on as date_on,
        last_on
    from bounds
    where first_on is not null

    union all

    select
        cast(date_on + interval '1' day as date) as date_on,
        last_on
    from dates
    where date_on < last_on

)

select
    date_on,
    cast(date_trunc('week', date_on) as date) as week_start_on,
    cast(date_trunc('month', date_on) as date) as month_start_on,
    cast(date_trunc('quarter', date_on) as date) as quarter_start_on,
    cast(date_trunc('year', date_on) as date) as year_start_on

from dates
