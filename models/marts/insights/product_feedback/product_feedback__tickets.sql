-- The tickets of the last 365 days about a bug, a feature request, a limitation or a known issue, and what they have
-- in common: the issue, else the part of the product and the type. Older ones have mostly been mended or given up.
select
    tickets.*,
    coalesce(
        tickets.issue_id,
        concat_ws(' / ', coalesce(tickets.product_area, '-'), tickets.ticket_type)
    ) as feedback_key,
    coalesce(tickets.ticket_type in ('bug', 'feature_request', 'limitation'), false) as is_feedback_type

from {{ ref('fct_tickets') }} as tickets
cross join {{ ref('int_as_of') }} as as_of
where
    (tickets.issue_id is not null or tickets.ticket_type in ('bug', 'feature_request', 'limitation'))
    and tickets.created_at > as_of.as_of - interval '365' day
    and tickets.created_at <= as_of.as_of
