-- Every quality review, one row each, with the share of the points that it gave.
with

{{ union_sources('qa_reviews', 'review_id') }},

pseudonymised as (

    select
        latest.*,
        {{ pseudonym('agent_id') }} as agent_pseudonym,
        {{ pseudonym('reviewer_id') }} as reviewer_pseudonym
    from latest

)

select
    reviews.review_id,
    reviews.source,
    reviews.copies,
    reviews.copy_rule,
    reviews.ticket_id as landed_ticket_id,
    coalesce(mergers.surviving_ticket_id, reviews.ticket_id) as ticket_id,
    coalesce(reviews.agent_pseudonym, tickets.agent_id) as agent_id,
    reviews.reviewer_pseudonym as reviewer_id,
    lower(reviews.rubric) as rubric,
    reviews.points,
    reviews.points_possible,
    case
        when reviews.points between 0 and reviews.points_possible
            then reviews.points / nullif(reviews.points_possible, 0)
    end as quality_share,
    case
        when reviews.reviewer_pseudonym is null or coalesce(reviews.agent_pseudonym, tickets.agent_id) is not null
            then coalesce(reviews.reviewer_pseudonym = coalesce(reviews.agent_pseudonym, tickets.agent_id), false)
    end as is_self_review,
    case
        when reviews.reviewer_pseudonym is not null and coalesce(reviews.agent_pseudonym, tickets.agent_id) is null
            then 'not_told'
    end as is_self_review_unknown_because,
    coalesce(tickets.is_counted, true) as is_counted,
    reviews.reviewed_at,
    reviews._loaded_at

from pseudonymised as reviews
left join {{ ref('int_ticket_merges') }} as mergers on reviews.ticket_id = mergers.ticket_id
left join {{ ref('int_tickets') }} as tickets
    on coalesce(mergers.surviving_ticket_id, reviews.ticket_id) = tickets.ticket_id
