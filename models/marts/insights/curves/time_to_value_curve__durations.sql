-- How many days did each account take to its first value milestone, or how many days have been seen without one? Left
-- out are accounts that began while no source told of uses: whether they were there at once is unknown.
with

waits as (

    select
        milestones.account_id,
        milestones.started_at,
        milestones.first_milestone_at,
        least(max(evidence.known_to), any_value(as_of.as_of)) as seen_until
    from {{ ref('fct_value_milestones') }} as milestones
    cross join {{ ref('int_as_of') }} as as_of
    inner join {{ ref('int_evidence') }} as evidence
        on
            evidence.kind = 'usage_event'
            and milestones.started_at >= evidence.known_from
            and milestones.started_at < evidence.known_to
    where milestones.started_at <= as_of.as_of
    group by milestones.account_id, milestones.started_at, milestones.first_milestone_at

),

-- where nobody has ever marked a milestone, nobody knows who was there
marked as (

    select count(*) as milestones
    from {{ ref('fct_value_milestones') }}
    where milestone_count > 0

),

-- a use before the beginning is an order that cannot be, and tells no duration
judged as (

    select
        waits.*,
        coalesce(waits.first_milestone_at <= waits.seen_until, false) as is_event
    from waits
    inner join marked on marked.milestones > 0
    where coalesce(waits.first_milestone_at >= waits.started_at, true)

)

select
    account_id,
    {{ whole_days('started_at', 'case when is_event then first_milestone_at else seen_until end') }} as duration,
    is_event

from judged
