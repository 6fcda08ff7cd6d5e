-- The days on which each desk is open, past and to come: whether they are holidays, and whether calls are told of.
with

sizes as (

    select
        desk,
        cast(count(*) as double) as teams
    from {{ ref('contact_volume_forecast__desks') }}
    group by desk

),

desk_holidays as (

    select
        desks.desk,
        holidays.holiday_on,
        count(*) / max(sizes.teams) as holiday_share
    from {{ ref('contact_volume_forecast__desks') }} as desks
    inner join sizes on desks.desk = sizes.desk
    inner join {{ ref('int_holidays') }} as holidays on desks.schedule_id = holidays.schedule_id
    group by desks.desk, holidays.holiday_on

),

desk_days as (

    select
        desk,
        date_on,
        is_past,
        last_on,
        lag(date_on) over (partition by desk order by date_on asc) as day_before_on
    from {{ ref('contact_volume_forecast__desk_hours') }}
    group by desk, date_on, is_past, last_on

),

-- a contact that a holiday holds up comes on the first open day after it
holiday_days as (

    select
        desk_days.*,
        coalesce(max(holidays.holiday_share) filter (where holidays.holiday_on = desk_days.date_on), 0)
            as holiday_share,
        coalesce(max(holidays.holiday_share) filter (where holidays.holiday_on < desk_days.date_on), 0)
            as after_holiday_share
    from desk_days
    left join desk_holidays as holidays
        on
            desk_days.desk = holidays.desk
            and holidays.holiday_on between coalesce(desk_days.day_before_on, desk_days.date_on) and desk_days.date_on
    group by all

),

told_days as (

    select distinct days.date_on
    from desk_days as days
    inner join {{ ref('int_evidence') }} as evidence
        on
            evidence.kind = 'call'
            and {{ from_reporting_time('cast(days.date_on as timestamp)') }} >= evidence.known_from
            and {{ from_reporting_time('cast(' ~ add_days('days.date_on', 1) ~ ' as timestamp)') }} <= evidence.known_to

)

select
    holiday_days.desk,
    holiday_days.date_on,
    holiday_days.is_past,
    holiday_days.last_on,
    {{ add_days('holiday_days.last_on', var('forecast_days')) }} as until_on,
    holiday_days.holiday_share,
    holiday_days.after_holiday_share,
    told_days.date_on is not null as is_told_of_calls

from holiday_days
left join told_days on holiday_days.date_on = told_days.date_on
