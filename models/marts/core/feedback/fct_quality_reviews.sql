-- Every quality review of a ticket that counts, and on a ticket's last one, how far its reviewers are apart.
with

reviews as (

    select * from {{ ref('int_qa_reviews') }}
    where is_counted

),

-- Whoever reviewed a ticket that is older than the source's first review may have done so before.
agreement as (

    select
        agreement.*,
        case when agreement.may_hold_own_review or not {{ is_told('evidence') }} then 'not_told' end as unknown_because
    from {{ ref('int_review_agreement') }} as agreement
    inner join reviews on agreement.last_review_id = reviews.review_id
    left join {{ ref('int_tickets') }} as tickets on agreement.ticket_id = tickets.ticket_id
    {{ join_evidence('evidence', 'qa_review', 'reviews.source', 'tickets.created_at') }}

)

select
    reviews.review_id,
    reviews.source,
    reviews.ticket_id,
    tickets.account_id,
    coalesce(tickets.cluster_id, reviews.ticket_id) as cluster_id,
    reviews.agent_id,
    coalesce(tickets.team_id, agents.team_id) as team_id,
    reviews.reviewer_id,
    tickets.channel,
    tickets.priority,
    tickets.complexity,
    tickets.product_area,
    reviews.rubric,
    reviews.points,
    reviews.points_possible,
    reviews.quality_share,
    reviews.quality_share is not null as is_score_valid,
    reviews.is_self_review,
    reviews.is_self_review_unknown_because,
    agreement.reviewer_count,
    agreement.share_spread,
    {{ where_known('agreement.share_spread <= 0.1', 'agreement.unknown_because') }} as is_consistent,
    agreement.unknown_because as is_consistent_unknown_because,
    reviews.reviewed_at

from reviews
left join {{ ref('int_tickets') }} as tickets on reviews.ticket_id = tickets.ticket_id
left join {{ ref('int_agents') }} as agents on reviews.agent_id = agents.agent_id
left join agreement on reviews.review_id = agreement.last_review_id
