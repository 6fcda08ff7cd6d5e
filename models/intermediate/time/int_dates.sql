-- Every date from the first event to the present, in the reporting time zone.
with

bounds as (

    select
        cast({{ to_reporting_time('first_event_at') }} as date) as first_on,
        cast({{ to_reporting_time('as_of') }} as date) as last_on
    from {{ ref('int_as_of') }}

),

days as ({{ numbers_below(36525) }}),

dates as (

    select {{ add_days('bounds.first_on', 'days.number') }} as date_on
    from bounds
    inner join days on days.number <= {{ seconds_between('bounds.first_on', 'bounds.last_on') }} / 86400

)

select
    date_on,
    cast(date_trunc('week', date_on) as date) as week_start_on,
    cast(date_trunc('month', date_on) as date) as month_start_on,
    cast(date_trunc('quarter', date_on) as date) as quarter_start_on,
    cast(date_trunc('year', date_on) as date) as year_start_on

from dates
