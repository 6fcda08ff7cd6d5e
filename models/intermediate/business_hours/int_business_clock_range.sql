-- From which date to which the business clock is tabulated.
with

targets as (

    select target_minutes from {{ ref('int_sla_policies') }}
    where is_in_business_hours

    union all

    select target_minutes from {{ ref('int_ticket_slas') }}
    where is_in_business_hours

),

longest_target as (

    select coalesce(max(target_minutes), 0) * 60e0 as target_seconds
    from targets

),

schedule_weeks as (

    select
        schedule_id,
        sum(closes_seconds - opens_seconds) as open_seconds_a_week
    from {{ ref('int_schedules') }}
    where is_sound
    group by schedule_id

),

schedule_holidays as (

    select
        schedule_id,
        count(*) as holidays
    from {{ ref('int_holidays') }}
    group by schedule_id

),

-- the spare weeks: a holiday can fall on the only open day of a week, and a skipped hour on the only window
longest_wait as (

    select
        max(
            ceil(longest_target.target_seconds / schedule_weeks.open_seconds_a_week)
            + coalesce(schedule_holidays.holidays, 0)
            + 3
        ) as weeks
    from schedule_weeks
    cross join longest_target
    left join schedule_holidays on schedule_weeks.schedule_id = schedule_holidays.schedule_id

)

-- the days that are forecast lie within it, too; time zone data are not reliable before 1970, and a target of more than
-- ten years is a mistake in typing
select
    cast(greatest(as_of.first_event_at, cast('1970-01-01' as timestamp)) as date) as first_on,
    cast(
        {{ add_seconds(
            'as_of.as_of', 'greatest(least(longest_wait.weeks, 520) * 7, ' ~ (var('forecast_days') + 7) ~ ') * 86400'
        ) }} as date
    ) as last_on

from {{ ref('int_as_of') }} as as_of
cross join longest_wait
where as_of.first_event_at <= as_of.as_of
