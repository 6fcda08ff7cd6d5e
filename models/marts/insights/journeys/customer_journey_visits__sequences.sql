-- The visits that each journey is made of: events of one stage that follow each other are one. Left out are journeys
-- that began before all their sources were told of, since nobody knows how they began.
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
        cast(sum(is_entry) over (
            partition by journey, subject_id
            order by happened_at asc, source_number asc, sequence asc, position asc
            rows between unbounded preceding and current row
        ) as integer) as visit_number
    from steps

),

visits as (

    select
        journey,
        subject,
        subject_id,
        visit_number,
        stage,
        position,
        is_end,
        began_at,
        min(happened_at) as entered_at,
        max(happened_at) as last_event_at,
        count(*) as events
    from numbered
    group by journey, subject, subject_id, visit_number, stage, position, is_end, began_at

)

select
    visits.*,
    told.told_to,
    lead(visits.entered_at) over in_order as next_entered_at,
    lead(visits.stage) over in_order as next_stage,
    row_number() over (
        partition by visits.journey, visits.subject_id, visits.stage order by visits.visit_number asc
    ) > 1 as is_return

from visits
inner join {{ ref('customer_journey_visits__told') }} as told
    on
        visits.journey = told.journey
        and coalesce(visits.began_at >= told.told_from, true)
window in_order as (partition by visits.journey, visits.subject_id order by visits.visit_number asc)
