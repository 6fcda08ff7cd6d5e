-- How long was each agent on shift on each day of the reporting time zone? Up to the present, no second twice.
with

-- a shift that is planned for later has not been worked
shifts as (

    select
        shifts.agent_id,
        shifts.started_at,
        least(shifts.ended_at, as_of.as_of) as ended_at,
        date_trunc('day', {{ to_reporting_time('shifts.started_at') }}) as first_midnight
    from {{ ref('int_agent_shifts') }} as shifts
    cross join {{ ref('int_as_of') }} as as_of
    where shifts.is_possible and shifts.started_at < as_of.as_of

),

-- a shift of 24 hours touches three dates where the clock skips an hour on the one in the middle
three_days as ({{ numbers_below(3) }}),

midnights as (

    select
        shifts.*,
        {{ add_seconds('shifts.first_midnight', 'three_days.number * 86400') }} as midnight,
        {{ add_seconds('shifts.first_midnight', '(three_days.number + 1) * 86400') }} as next_midnight
    from shifts
    cross join three_days

),

pieces as (

    select
        agent_id,
        cast(midnight as date) as day_on,
        greatest(started_at, {{ from_reporting_time('midnight') }}) as started_at,
        least(ended_at, {{ from_reporting_time('next_midnight') }}) as ended_at
    from midnights

),

followed as (

    select
        *,
        coalesce(
            max(ended_at) over (
                partition by agent_id, day_on
                order by started_at asc, ended_at asc
                rows between unbounded preceding and 1 preceding
            ),
            started_at
        ) as covered_until
    from pieces
    where started_at < ended_at

)

select
    agent_id,
    day_on,
    sum({{ seconds_between('greatest(started_at, covered_until)', 'greatest(ended_at, covered_until)') }})
        as shift_seconds

from followed
group by agent_id, day_on
