-- What was known of each account at the end of each month that may tell whether it will be lost; null where unknown.
-- Rounded, since sums of several threads differ in their last digits.

with

accounts as (

    select
        accounts.*,
        avg(accounts.ticket_count_30d) over recently as mean_tickets,
        uses.quiet_seconds / 86400 as days_since_use,
        uses.event_count as use_count,
        avg(uses.event_count) over recently as mean_uses,
        uses.active_contact_count,
        cast(uses.has_used_core_feature as integer) as has_used_core_feature
    from {{ ref('churn_risk__accounts') }} as accounts
    left join {{ ref('fct_account_usage_months') }} as uses
        on accounts.account_id = uses.account_id and accounts.month_start_on = uses.month_start_on
    window recently as (
        partition by accounts.account_id order by accounts.month_start_on asc
        range between interval '2' month preceding and current row
    )

)

select
    accounts.account_id,
    accounts.checkpoint_at,
    accounts.as_of_on,
    accounts.outcome_known_at,
    accounts.is_lost,
    accounts.lost_at,
    notices.has_asked_to_cancel,
    round(notices.days_to_term_end, 6) as days_to_term_end,
    round(accounts.tenure_days, 6) as tenure_days,
    cast(accounts.mrr_amount as double) as mrr_amount,
    round(accounts.mrr_change_90d, 6) as mrr_change_90d,
    round(accounts.days_since_order, 6) as days_since_order,
    accounts.ticket_count_30d,
    round(accounts.ticket_count_30d - accounts.mean_tickets, 6) as ticket_trend,
    round(accounts.days_since_use, 6) as days_since_use,
    accounts.use_count,
    -- about how many times as much as in the mean of the three months
    round((accounts.use_count + 1) / (accounts.mean_uses + 1), 6) as use_trend,
    accounts.active_contact_count,
    accounts.has_used_core_feature,
    round(contacts.failed_first_contact_sum_30d / nullif(contacts.failed_first_contact_count_30d, 0), 6)
        as failed_first_contact_share_30d,
    round(contacts.failed_first_contact_sum_90d / nullif(contacts.failed_first_contact_count_90d, 0), 6)
        as failed_first_contact_share_90d,
    round(contacts.complaint_sum_90d / nullif(contacts.complaint_count_90d, 0), 6) as complaints_a_month,
    round(contacts.promise_sum_90d / nullif(contacts.promise_count_90d, 0), 6) as promise_kept_share_90d,
    round(contacts.portal_sum_30d / nullif(contacts.portal_count_30d, 0), 6) as portal_share_30d,
    round(answers.last_csat, 6) as last_csat,
    round(answers.last_ces, 6) as last_ces,
    round(answers.last_nps, 6) as last_nps,
    round(answers.last_pec, 6) as last_pec,
    round(answers.answered_share_180d, 6) as answered_share_180d

from accounts
left join {{ ref('churn_risk__notices') }} as notices
    on accounts.account_id = notices.account_id and accounts.checkpoint_at = notices.checkpoint_at
left join {{ ref('churn_risk__contacts') }} as contacts
    on accounts.account_id = contacts.account_id and accounts.month_start_on = contacts.month_start_on
left join {{ ref('churn_risk__answers') }} as answers
    on accounts.account_id = answers.account_id and accounts.checkpoint_at = answers.checkpoint_at
