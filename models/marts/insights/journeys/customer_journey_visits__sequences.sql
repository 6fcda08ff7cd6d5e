-- The visits that each journey is made of: events of one stage that follow each other are one. An end ends the journey;
-- the next stage that is none begins another one. Left out are those whose journeys began before all their sources
-- were told of, since nobody knows how they began.
with

events as (

    select * from {{ ref('customer_journey_visits__events') }}

),

-- events of one instant happen in the order of the sources, and those of one source in the order of the stages
steps as (

    select
        *,
        min(happened_at) over (partition by journey, subject_id) as began_at,
        case
            when
                stage = lag(stage) over (
                    partition by journey, subject_id
                    order by happened_at asc, source_number asc, sequence asc, position asc
                )
                then 0
            else 1
        end as is_entry
    from events

),

numbered as (

    select
        *,
        sum(is_entry) over (
            partition by journey, subject_id
            order by happened_at asc, source_number asc, sequence asc, position asc
            rows between unbounded preceding and current row
        ) as stay
    from steps

),

stays as (

    select
        journey,
        subject,
        subject_id,
        stay,
        stage,
        position,
        is_end,
        began_at,
        min(happened_at) as entered_at,
        max(happened_at) as last_event_at,
        count(*) as events,
        coalesce(lag(is_end) over (partition by journey, subject_id order by stay asc), false) as is_after_end
    from numbered
    group by journey, subject, subject_id, stay, stage, position, is_end, began_at

),

-- an end that follows an end ends nothing
visits as (

    select
        *,
        cast(1 + sum(case when is_after_end then 1 else 0 end) over (
            partition by journey, subject_id order by stay asc rows between unbounded preceding and current row
        ) as integer) as journey_number
    from stays
    where not (is_end and is_after_end)

)

select
    visits.*,
    told.told_to,
    cast(row_number() over in_order as integer) as visit_number,
    lead(visits.stage) over in_order as next_stage,
    lead(visits.entered_at) over (
        partition by visits.journey, visits.subject_id order by visits.stay asc
    ) as next_entered_at,
    row_number() over (
        partition by visits.journey, visits.subject_id, visits.journey_number, visits.stage order by visits.stay asc
    ) > 1 as is_return

from visits
inner join {{ ref('customer_journey_visits__told') }} as told
    on
        visits.journey = told.journey
        and coalesce(visits.began_at >= told.told_from, true)
window in_order as (
    partition by visits.journey, visits.subject_id, visits.journey_number order by visits.stay asc
)
