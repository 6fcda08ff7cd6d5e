-- Tickets that several people reviewed: how far apart are their shares of the points?
with

-- a reviewer who reviews a ticket again corrects the earlier review
ranked as (

    select
        *,
        rank() over (
            partition by ticket_id, agent_id, rubric, reviewer_id
            order by reviewed_at desc, _loaded_at desc
        ) as recency
    from {{ ref('int_qa_reviews') }}
    where is_counted and quality_share is not null and reviewer_id is not null and is_self_review is not true

),

-- of reviews at one instant nobody knows which corrects the other
opinions as (

    select
        ticket_id,
        agent_id,
        rubric,
        min(review_id) as review_id,
        max(reviewed_at) as reviewed_at,
        min(quality_share) as quality_share,
        max(is_self_review is null) as may_be_own
    from ranked
    where recency = 1
    group by ticket_id, agent_id, rubric, reviewer_id
    having min(quality_share) = max(quality_share)

),

-- a review by another rubric, or of another agent's part of the ticket, is no second opinion on the first one
comparisons as (

    select
        *,
        count(*) over (partition by ticket_id, agent_id, rubric) as reviewer_count,
        max(quality_share) over (partition by ticket_id, agent_id, rubric)
        - min(quality_share) over (partition by ticket_id, agent_id, rubric) as share_spread,
        max(may_be_own) over (partition by ticket_id) as may_hold_own_review
    from opinions

),

compared as (

    select
        *,
        max(share_spread) over (partition by ticket_id) as widest_spread,
        max(reviewer_count) over (partition by ticket_id) as most_reviewers,
        row_number() over (partition by ticket_id order by reviewed_at desc, rubric asc nulls last, review_id desc)
            as position_from_last
    from comparisons
    where reviewer_count >= 2

)

select
    ticket_id,
    review_id as last_review_id,
    most_reviewers as reviewer_count,
    -- the spread is rounded, since 0.8 - 0.7 is more than 0.1 in floating point
    round(widest_spread, 9) as share_spread,
    may_hold_own_review

from compared
where position_from_last = 1
