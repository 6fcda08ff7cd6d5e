-- How long calls take and how patient callers are, by team and for the company as one.
with

calls as (

    select
        teams.dimension_value as team,
        calls.handle_seconds,
        calls.wait_seconds,
        cast(calls.is_abandoned as integer) as abandoned,
        calls.queued_at > present.as_of - interval '28' day as is_recent,
        calls.is_offered
        and not calls.is_short_abandon
        and calls.wait_seconds is not null
        and calls.is_abandoned is not null as is_queued,
        -- what a bot took was for nobody to answer
        cast(calls.is_answered or calls.outcome is distinct from 'answered' as integer) as for_people
    from {{ ref('fct_calls') }} as calls
    cross join {{ ref('int_as_of') }} as present
    left join {{ ref('metric_dimension_values') }} as teams
        on teams.dimension = 'team' and calls.team_id = teams.source_value
    where
        calls.direction = 'inbound'
        and calls.queued_at > present.as_of - interval '365' day
        and calls.queued_at <= present.as_of

),

of_desks as (

    select
        *,
        'team' as dimension,
        team as dimension_value
    from calls
    where team is not null

    union all

    select
        *,
        'all' as dimension,
        'all' as dimension_value
    from calls

),

measured as (

    -- rounded, since the last digits of a mean depend on the order of its sum
    select
        dimension,
        dimension_value,
        avg(for_people) as for_people_share,
        round(avg(handle_seconds) filter (where is_recent), 6) as handle_seconds,
        count(handle_seconds) filter (where is_recent) as handled_calls,
        round(avg(wait_seconds) filter (where is_queued), 6) as wait_seconds,
        avg(abandoned) filter (where is_queued) as abandoned_share,
        coalesce(sum(abandoned) filter (where is_queued), 0) as abandoned_calls
    from of_desks
    group by dimension, dimension_value

),

company as (

    select * from measured
    where dimension = 'all'

)

-- a handful of calls says little of a team, so it takes the company's
select
    measured.dimension,
    measured.dimension_value,
    measured.for_people_share,
    case when measured.handled_calls >= 10 then measured.handle_seconds else company.handle_seconds end
        as handle_seconds,
    case
        when measured.abandoned_calls >= 20 then measured.wait_seconds / measured.abandoned_share
        when company.abandoned_calls >= 20 then company.wait_seconds / company.abandoned_share
    end as patience_seconds

from measured
cross join company
