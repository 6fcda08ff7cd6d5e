-- Every loss of a customer: when, with how much MRR, for what reason, and what happened in the 90 days before.
select
    losses.account_id,
    losses.span_number,
    losses.started_at,
    losses.lost_at,
    losses.mrr_lost_amount,
    losses.reason,
    losses.said_in,
    lookbacks.ticket_count,
    lookbacks.reopening_count,
    lookbacks.failed_first_contact_count,
    lookbacks.sla_breach_count,
    lookbacks.complaint_count,
    lookbacks.low_score_count,
    lookbacks.last_used_at,
    lookbacks.has_gone_quiet

from {{ ref('account_losses__reasons') }} as losses
inner join {{ ref('churn_reasons__lookbacks') }} as lookbacks
    on losses.account_id = lookbacks.account_id and losses.lost_at = lookbacks.checkpoint_at
