-- How did each visit to a stage end? Where fewer than five accounts went one way, that way is put together with the
-- others of its kind, and with the next rarest one as long as these are still fewer, so that all ways add up.
with

visits as (

    select
        *,
        concat(subject_id, ' ', cast(journey_number as string)) as journey_id,
        case
            when next_stage is not null then next_stage
            when is_end then 'finished'
            else 'still_there'
        end as exit_to
    from {{ ref('customer_journey_visits') }}

),

ways as (

    select
        journey,
        stage,
        exit_to,
        count(distinct cluster_id) as accounts
    from visits
    group by journey, stage, exit_to

),

rare as (

    select
        visits.journey,
        visits.stage,
        count(distinct visits.cluster_id) as accounts
    from visits
    inner join ways
        on
            visits.journey = ways.journey
            and visits.stage = ways.stage
            and visits.exit_to = ways.exit_to
            and ways.accounts < {{ fewest_accounts() }}
    group by visits.journey, visits.stage

),

-- 1 is the rarest of those that could stand alone
ranked as (

    select
        *,
        case
            when accounts >= {{ fewest_accounts() }}
                then row_number() over (
                    partition by journey, stage, accounts >= {{ fewest_accounts() }}
                    order by accounts asc, exit_to asc
                )
        end as place
    from ways

)

select
    visits.*,
    case
        when ranked.place is null or (ranked.place = 1 and rare.accounts < {{ fewest_accounts() }}) then 'other_ways'
        else visits.exit_to
    end as to_stage

from visits
inner join ranked
    on visits.journey = ranked.journey and visits.stage = ranked.stage and visits.exit_to = ranked.exit_to
left join rare on visits.journey = rare.journey and visits.stage = rare.stage
